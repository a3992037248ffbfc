package dev.nextvec.cli;

import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.file.Room;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A file that a command writes when its result has been printed: whatever is wrong with the disk
 * then, the result is not lost.
 *
 * @param path where
 * @param text all of it
 */
record ReportFile(Path path, String text) {

  /**
   * Makes sure, before any long work, that there is a place for each of several files.
   *
   * @throws IOException as {@link #requirePlace}
   * @throws WrongUsage if two would be one
   */
  static void requirePlaces(List<Path> files) throws IOException {
    Set<Path> places = new HashSet<>();
    for (Path file : files) {
      requirePlace(file);
      boolean isNew = places.add(file.toAbsolutePath().normalize());
      if (!isNew && (!Files.exists(file) || Files.isRegularFile(file))) { // a device takes both
        throw new WrongUsage(
            "two results would be written to %s: name a file for each".formatted(file));
      }
    }
  }

  /**
   * Makes sure, before any long work, that there is a place for a file.
   *
   * @throws IOException if there is a directory in its place, or its folder cannot be made or
   *     written
   */
  static void requirePlace(Path file) throws IOException {
    Path place = file.toAbsolutePath().normalize();
    if (Files.isDirectory(place)) {
      throw new IOException(file + " is a directory: name a file to write to");
    }
    Room.require(file, place);
  }

  /** Writes it whole or not at all, with its folder. */
  void write() throws IOException {
    AtomicFile.writeWithFolders(path, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
