package dev.nextvec.text;

import dev.nextvec.internal.json.OtherFields;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;

/** The documents of one JSONL file, a line at a time. */
final class JsonLines implements AutoCloseable {
  private static final int MAX_LINE_BYTES = 512 << 20;

  private final CorpusFile file;
  private final InputStream in;
  private final Consumer<OtherFields> others;
  private long line;
  private long blankLines;
  private long offset;

  /**
   * The lines of a file.
   *
   * @param others told what else each line says of its document
   */
  JsonLines(CorpusFile file, InputStream in, Consumer<OtherFields> others) {
    this.file = file;
    this.others = others;
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /**
   * The next line's document (perhaps an empty one); nothing at the end. Blank lines are skipped.
   */
  Optional<SourceDocument> next() throws IOException {
    while (true) {
      Optional<String> text = nextLine();
      if (text.isEmpty()) {
        return Optional.empty();
      }
      if (!text.get().isBlank()) {
        return Optional.of(JsonLine.parse(text.get(), where(), file.id() + ":" + line, others));
      }
      blankLines++;
    }
  }

  /** {@code file:line} of the document last read, for messages. */
  String where() {
    return file.shown() + ":" + line;
  }

  /** Number of the line that the document last read stands in. */
  long line() {
    return line;
  }

  /** Lines met so far that hold nothing. */
  long blankLines() {
    return blankLines;
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
