package dev.nextvec.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory that nobody wants to keep. */
final class TemporaryRoom {
  private TemporaryRoom() {}

  /** Removes it with all that is in it. */
  static void remove(Path room) throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(room)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }
}
