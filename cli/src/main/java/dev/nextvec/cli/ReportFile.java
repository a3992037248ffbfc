package dev.nextvec.cli;

import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.file.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that a command writes when its result has been printed: whatever is wrong with the disk
 * then, the result is not lost.
 *
 * @param path where
 * @param text all of it
 */
record ReportFile(Path path, String text) {

  /**
   * Makes sure, before any long work, that there is a place for a file.
   *
   * @throws IOException if there is a directory in its place, or its folder cannot be made or
   *     written
   */
  static void requirePlace(Path file) throws IOException {
    Path place = file.toAbsolutePath().normalize();
    if (Files.isDirectory(place)) {
      throw new IOException(file + " is a directory: name a file to write the report to");
    }
    Path at = place;
    while (at != null && !Files.exists(at)) {
      at = at.getParent();
    }
    if (at == null) {
      return;
    }
    if (!at.equals(place) && !Files.isDirectory(at)) {
      throw new IOException(
          "writing %s would fail: %s is no directory: choose another place".formatted(file, at));
    }
    if (!Files.isWritable(at)) {
      throw new IOException(
          "writing %s would fail: %s cannot be written: choose another place".formatted(file, at));
    }
  }

  /** Writes it whole or not at all, with its folder. */
  void write() throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      try {
        Files.createDirectories(folder);
      } catch (IOException e) {
        throw FileErrors.explainWriting("making folder " + folder, folder, e);
      }
    }
    AtomicFile.writeString(path, text);
  }
}
