package dev.nextvec.text;

import dev.nextvec.data.Stage;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads the documents of a corpus one after the other; only the one at hand is in memory. A line of
 * JSONL, a row of Parquet and an article of a dump are a document each; any other file is one.
 */
public final class DocumentReader implements AutoCloseable {
  private final Iterator<FilePart> files;
  private final Reading reading;
  private final Tallies tallies;
  private final AtomicLong bytesRead = new AtomicLong();
  private @Nullable DocumentSource source;
  private @Nullable AsciiDocText asciiDoc;
  private final MarkdownText markdown;

  /**
   * A reader.
   *
   * @param found files and folders met
   */
  DocumentReader(List<FilePart> files, Stage found, Reading reading) {
    this.files = files.iterator();
    this.reading = reading;
    tallies = new Tallies(found);
    markdown = new MarkdownText(reading.keepCode());
  }

  /**
   * The next document that is not empty, or nothing at the end.
   *
   * @throws IOException if a file cannot be read, naming it and where possible the line or offset
   */
  public Optional<SourceDocument> next() throws IOException {
    while (source != null || files.hasNext()) {
      Optional<SourceDocument> document = source == null ? nextFile(files.next()) : nextOf(source);
      if (document.isPresent() && !document.get().isEmpty()) {
        return document;
      }
    }
    return Optional.empty();
  }

  /** Bytes read so far, as they are on disk. */
  public long bytesRead() {
    return bytesRead.get();
  }

  /** Documents without any text met so far. */
  public long emptyDocuments() {
    return tallies.empty();
  }

  /** What was counted so far. */
  Tallies tallies() {
    return tallies;
  }

  /** What of a file was handed on cannot be taken back: it is not left out like others. */
  private Optional<SourceDocument> nextOf(DocumentSource open) throws IOException {
    try {
      if (open.advance()) {
        return Optional.of(open.read(tallies));
      }
      open.end(tallies);
      open.close();
      source = null;
      return Optional.empty();
    } catch (IOException e) {
      if (!reading.skipBad()) {
        throw e;
      }
      throw new IOException(
          e.getMessage() + "; the file was whole when it was checked: run the command again", e);
    }
  }

  private Optional<SourceDocument> nextFile(FilePart part) throws IOException {
    CorpusFile file = part.file();
    try {
      if (file.format().holdsMany()) {
        source = DocumentSource.open(part, reading, bytesRead);
        return Optional.empty();
      }
      ParsedText parsed = parse(file, FileBytes.text(file, bytesRead));
      SourceDocument document =
          new SourceDocument(file.id(), parsed.title().orElse(file.stem()), parsed.blocks());
      tallies.document(document, parsed);
      return Optional.of(document);
    } catch (IOException e) {
      if (!reading.skipBad()) {
        throw e;
      }
      tallies.unreadable(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Parsers are other people's: whatever one of them stumbles over, the file is named. */
  private ParsedText parse(CorpusFile file, String text) throws IOException {
    try {
      return parser(file).parse(text, file.path());
    } catch (StackOverflowError e) {
      throw new IOException(file.shown() + " is nested too deeply to be read", e);
    } catch (RuntimeException e) {
      throw new IOException(
          "%s cannot be read as %s: %s".formatted(file.shown(), file.format(), e), e);
    }
  }

  private TextParser parser(CorpusFile file) throws IOException {
    return switch (file.format()) {
      case PLAIN -> new PlainText();
      case MARKDOWN -> markdown;
      case HTML -> new HtmlText(reading.keepCode());
      case ASCIIDOC -> {
        if (asciiDoc == null) {
          asciiDoc = AsciiDocText.start(reading.keepCode(), file.shown());
        }
        yield asciiDoc;
      }
      case JSONL, PARQUET, MEDIAWIKI ->
          throw new IllegalStateException(file.shown() + " holds many documents");
    };
  }

  @Override
  public void close() throws IOException {
    if (source != null) {
      source.close();
      source = null;
    }
    if (asciiDoc != null) {
      asciiDoc.close();
      asciiDoc = null;
    }
  }
}
