package dev.nextvec.text;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the documents of a corpus one after the other; only the one at hand is in memory. A JSONL
 * file holds a document per line, any other file is one document.
 */
public final class DocumentReader implements AutoCloseable {
  private static final int MAX_DOCUMENT_BYTES = 512 << 20;
  private static final int BUFFER = 1 << 16;

  private final Iterator<CorpusFile> files;
  private final Set<String> ids = new HashSet<>();
  private final AtomicLong bytesRead = new AtomicLong();
  private long emptyDocuments;
  private @Nullable JsonLines lines;
  private @Nullable AsciiDocText asciiDoc;
  private final boolean keepCode;
  private final MarkdownText markdown;

  DocumentReader(List<CorpusFile> files, boolean keepCode) {
    this.files = files.iterator();
    this.keepCode = keepCode;
    markdown = new MarkdownText(keepCode);
  }

  /**
   * The next document that is not empty, or nothing at the end.
   *
   * @throws IOException if a file cannot be read, naming it and where possible the line or offset
   * @throws IllegalArgumentException if two documents have one id
   */
  public Optional<SourceDocument> next() throws IOException {
    while (true) {
      Optional<SourceDocument> document = lines == null ? nextFile() : nextLine(lines);
      if (document.isEmpty() && lines == null && !files.hasNext()) {
        return Optional.empty();
      }
      if (document.isPresent() && document.get().isEmpty()) {
        emptyDocuments++;
      } else if (document.isPresent()) {
        if (!ids.add(document.get().id())) {
          throw new IllegalArgumentException(
              "two documents have the id `"
                  + document.get().id()
                  + "`: ids must be unique; remove one or give them other ids");
        }
        return document;
      }
    }
  }

  /** Bytes read so far, as they are on disk. */
  public long bytesRead() {
    return bytesRead.get();
  }

  /** Documents without any text met so far. */
  public long emptyDocuments() {
    return emptyDocuments;
  }

  private Optional<SourceDocument> nextLine(JsonLines open) throws IOException {
    Optional<SourceDocument> document = open.next();
    if (document.isEmpty()) {
      open.close();
      lines = null;
    }
    return document;
  }

  private Optional<SourceDocument> nextFile() throws IOException {
    if (!files.hasNext()) {
      return Optional.empty();
    }
    CorpusFile file = files.next();
    if (file.format() == TextFormat.JSONL) {
      lines = new JsonLines(file, open(file));
      return Optional.empty();
    }
    String text = wholeText(file);
    ParsedText parsed = parser(file.format()).parse(text, file.path());
    String stem = TextFormat.stem(file.path().getFileName().toString());
    return Optional.of(new SourceDocument(file.id(), parsed.title().orElse(stem), parsed.blocks()));
  }

  private TextParser parser(TextFormat format) {
    return switch (format) {
      case PLAIN -> new PlainText();
      case MARKDOWN -> markdown;
      case HTML -> new HtmlText(keepCode);
      case ASCIIDOC -> {
        if (asciiDoc == null) {
          asciiDoc = new AsciiDocText(keepCode);
        }
        yield asciiDoc;
      }
      case JSONL -> throw new IllegalStateException("JSONL is read line by line");
    };
  }

  private String wholeText(CorpusFile file) throws IOException {
    try (InputStream in = open(file)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(BUFFER);
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes.write(buffer, 0, read);
        if (bytes.size() > MAX_DOCUMENT_BYTES) {
          throw new IOException(
              file.path()
                  + " is one document of more than 512 MB: split it, or use JSONL with one document"
                  + " per line");
        }
      }
      return Utf8.decode(bytes.toByteArray(), bytes.size(), file.path(), 0);
    } catch (IOException e) {
      throw explain(file, e);
    }
  }

  private InputStream open(CorpusFile file) throws IOException {
    try {
      InputStream raw =
          new ByteCounter(
              new BufferedInputStream(Files.newInputStream(file.path()), BUFFER), bytesRead);
      return TextFormat.isGzip(file.path().toString()) ? new GZIPInputStream(raw, BUFFER) : raw;
    } catch (IOException e) {
      throw explain(file, e);
    }
  }

  /** Says which file it was, where the library does not. */
  static IOException explain(CorpusFile file, IOException e) {
    if (e instanceof CharacterCodingException) {
      return e;
    }
    if (e instanceof EOFException) {
      return new IOException(file.path() + " is truncated: its compressed data ends early", e);
    }
    if (e instanceof ZipException) {
      return new IOException(
          file.path() + " is not valid gzip although its name ends in .gz: " + e.getMessage(), e);
    }
    if (e instanceof java.nio.file.AccessDeniedException) {
      return new IOException("cannot read " + file.path() + ": permission denied", e);
    }
    String message = e.getMessage();
    boolean named = message != null && message.contains(file.path().toString());
    return named ? e : new IOException("cannot read " + file.path() + ": " + message, e);
  }

  @Override
  public void close() throws IOException {
    if (lines != null) {
      lines.close();
      lines = null;
    }
    if (asciiDoc != null) {
      asciiDoc.close();
      asciiDoc = null;
    }
  }
}
