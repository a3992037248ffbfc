package dev.nextvec.text;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The documents of one JSONL file, a line at a time. */
final class JsonLines implements DocumentSource {
  private static final int MAX_LINE_BYTES = 512 << 20;

  private final CorpusFile file;
  private final InputStream in;
  private @Nullable JsonLine current;
  private long line;
  private long blankLines;
  private long offset;

  JsonLines(CorpusFile file, InputStream in) {
    this.file = file;
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  @Override
  public boolean advance() throws IOException {
    current = null;
    while (current == null) {
      Optional<String> text = nextLine();
      if (text.isEmpty()) {
        return false;
      }
      if (text.get().isBlank()) {
        blankLines++;
      } else {
        current = JsonLine.parse(text.get(), where(), file.id() + ":" + line);
      }
    }
    return true;
  }

  private String where() {
    return file.shown() + ":" + line;
  }

  private JsonLine current() {
    if (current == null) {
      throw new IllegalStateException("there is no document at hand");
    }
    return current;
  }

  @Override
  public String id() {
    return current().document().id();
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public SourceDocument read(Tallies tallies) {
    return current().counted(tallies);
  }

  @Override
  public void end(Tallies tallies) {
    tallies.blankLines(blankLines);
  }

  private Optional<String> nextLine() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    line++;
    try {
      int value = in.read();
      if (value < 0) {
        return Optional.empty();
      }
      for (; value >= 0 && value != '\n'; value = in.read()) {
        bytes.write(value);
        if (bytes.size() > MAX_LINE_BYTES) {
          throw new IOException(where() + ": the line is longer than 512 MB");
        }
      }
      String text = Utf8.decode(bytes.toByteArray(), bytes.size(), file.shown(), offset);
      offset += bytes.size() + 1;
      // Files joined by `cat` bring their byte order marks with them.
      return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (IOException e) {
      throw FileBytes.explain(file, e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
