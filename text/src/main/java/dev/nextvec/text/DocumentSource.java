package dev.nextvec.text;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The documents of a file that holds many, one after the other; only the one at hand is in memory.
 * To go through their ids costs less than to read them.
 */
interface DocumentSource extends AutoCloseable {
  /**
   * Opens a file, or a part of one.
   *
   * @param bytes counts what is read, as it is on disk
   * @throws IOException naming the file
   */
  static DocumentSource open(FilePart part, Reading reading, AtomicLong bytes) throws IOException {
    CorpusFile file = part.file();
    return switch (file.format()) {
      case JSONL -> new JsonLines(file, FileBytes.open(file, bytes));
      case PARQUET -> ParquetRows.open(part, reading.columns(), bytes);
      case MEDIAWIKI -> WikiDump.open(part, reading.keepCode(), bytes);
      case PLAIN, MARKDOWN, HTML, ASCIIDOC ->
          throw new IllegalStateException(file.shown() + " is one document");
    };
  }

  /**
   * Goes to the next document.
   *
   * @return whether there is one
   * @throws IOException naming the file, and where possible the place, if it cannot be read
   */
  boolean advance() throws IOException;

  /** Its id. */
  String id();

  /** Number of the line or row it stands in; 0 where there are none. */
  long line();

  /** Reads it, perhaps an empty one, and counts what was read. */
  SourceDocument read(Tallies tallies) throws IOException;

  /** At the end: counts what was passed and is no document. */
  void end(Tallies tallies);

  @Override
  void close() throws IOException;
}
