package dev.nextvec.text;

import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads the documents of a corpus one after the other; only the one at hand is in memory. A JSONL
 * file holds a document per line, any other file is one document.
 */
public final class DocumentReader implements AutoCloseable {
  private final Iterator<CorpusFile> files;
  private final boolean skipBad;
  private final Tallies tallies;
  private final AtomicLong bytesRead = new AtomicLong();
  private @Nullable JsonLines lines;
  private @Nullable AsciiDocText asciiDoc;
  private final boolean keepCode;
  private final MarkdownText markdown;

  DocumentReader(Corpus corpus, boolean keepCode) {
    files = corpus.files().iterator();
    skipBad = corpus.skipBad();
    tallies = new Tallies(corpus.found());
    this.keepCode = keepCode;
    markdown = new MarkdownText(keepCode);
  }

  /**
   * The next document that is not empty, or nothing at the end.
   *
   * @throws IOException if a file cannot be read, naming it and where possible the line or offset
   */
  public Optional<SourceDocument> next() throws IOException {
    while (lines != null || files.hasNext()) {
      Optional<SourceDocument> document = lines == null ? nextFile(files.next()) : nextLine(lines);
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

  private Optional<SourceDocument> nextLine(JsonLines open) throws IOException {
    Optional<SourceDocument> document = nextOf(open);
    document.ifPresent(read -> tallies.document(read));
    if (document.isEmpty()) {
      tallies.blankLines(open.blankLines());
      open.close();
      lines = null;
    }
    return document;
  }

  /** What of a file was handed on cannot be taken back: it is not left out like others. */
  private Optional<SourceDocument> nextOf(JsonLines open) throws IOException {
    try {
      return open.next();
    } catch (IOException e) {
      if (!skipBad) {
        throw e;
      }
      throw new IOException(
          e.getMessage() + "; the file was whole when it was checked: run the command again", e);
    }
  }

  private Optional<SourceDocument> nextFile(CorpusFile file) throws IOException {
    try {
      if (file.format() == TextFormat.JSONL) {
        lines = new JsonLines(file, FileBytes.open(file, bytesRead), tallies::fields);
        return Optional.empty();
      }
      ParsedText parsed = parse(file, FileBytes.text(file, bytesRead));
      SourceDocument document =
          new SourceDocument(file.id(), parsed.title().orElse(file.stem()), parsed.blocks());
      tallies.document(document, parsed);
      return Optional.of(document);
    } catch (IOException e) {
      if (!skipBad) {
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
      case HTML -> new HtmlText(keepCode);
      case ASCIIDOC -> {
        if (asciiDoc == null) {
          asciiDoc = AsciiDocText.start(keepCode, file.shown());
        }
        yield asciiDoc;
      }
      case JSONL -> throw new IllegalStateException("JSONL is read line by line");
    };
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
