package dev.nextvec.text;

import java.nio.file.Path;

/**
 * A file to read.
 *
 * @param path where it is
 * @param id the path as the user gave it, or relative to the only folder given; with forward
 *     slashes, and what cannot be printed escaped
 * @param format how to read it
 * @param bytes its length on disk
 */
public record CorpusFile(Path path, String id, TextFormat format, long bytes) {

  /** The path for messages: one line, whatever is in its name. */
  String shown() {
    return FileName.of(path);
  }

  /** The name without folders and extensions. */
  String stem() {
    return TextFormat.stem(FileName.of(path.getFileName()));
  }

  boolean isGzip() {
    return TextFormat.isGzip(path.getFileName().toString());
  }
}
