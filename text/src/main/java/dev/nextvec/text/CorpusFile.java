package dev.nextvec.text;

import java.nio.file.Path;

/**
 * A file to read.
 *
 * @param path where it is
 * @param shown the path as the user gave it, for messages: one line, whatever is in its name
 * @param id the path as the user gave it, or relative to the only folder given; with forward
 *     slashes, and what cannot be printed escaped
 * @param format how to read it
 * @param bytes its length on disk
 */
public record CorpusFile(Path path, String shown, String id, TextFormat format, long bytes) {

  /** The name without folders and extensions. */
  String stem() {
    return TextFormat.stem(FileName.of(path.getFileName()));
  }

  /** Whether a part of the file can be read without what stands before it. */
  boolean isSplittable() {
    return format == TextFormat.PARQUET || (format == TextFormat.MEDIAWIKI && !isGzip());
  }

  boolean isBzip2() {
    return TextFormat.isBzip2(path.getFileName().toString());
  }

  boolean isGzip() {
    return TextFormat.isGzip(path.getFileName().toString());
  }
}
