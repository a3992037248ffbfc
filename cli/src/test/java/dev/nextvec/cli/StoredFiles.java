package dev.nextvec.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All files below some folders as they were once, to be put back after each change. */
final class StoredFiles {
  private final List<Path> folders;
  private final Map<Path, byte[]> contents = new TreeMap<>();

  StoredFiles(Path... folders) throws IOException {
    this.folders = List.of(folders);
    for (Path file : present()) {
      contents.put(file, Files.readAllBytes(file));
    }
  }

  private List<Path> present() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path folder : folders) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.filter(Files::isRegularFile).forEach(found::add);
      }
    }
    return found;
  }

  /** The files, but those that hold nothing. */
  List<Path> files() {
    return contents.keySet().stream().filter(file -> contents.get(file).length > 0).toList();
  }

  byte[] content(Path file) {
    return contents.get(file).clone();
  }

  /** Makes everything what it was: what is new goes, what was changed or deleted comes back. */
  void putBack() throws IOException {
    for (Path file : present()) {
      if (!contents.containsKey(file)) {
        Files.delete(file);
      }
    }
    for (Map.Entry<Path, byte[]> kept : contents.entrySet()) {
      Path file = kept.getKey();
      boolean same = Files.exists(file) && Arrays.equals(Files.readAllBytes(file), kept.getValue());
      if (!same) {
        Files.createDirectories(file.getParent());
        Files.write(file, kept.getValue());
      }
    }
  }
}
