package dev.nextvec.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Native libraries that were unpacked to be loaded. ONNX Runtime unpacks its own into a new
 * temporary folder in every process and asks Java to delete the folder after the files when the
 * process ends; Java deletes in the opposite order, so that the folder stays, and all 24 MB of it
 * where the process is killed. Linux needs no name for what is loaded: it is deleted at once.
 */
public final class UnpackedLibraries {
  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final String FOLDER = "onnxruntime-java";
  private static final String GIVEN = "onnxruntime.native.";
  private static final int COLUMNS = 6;
  private static final long LEAST_BYTES = 20L << 20; // 20.8 MB on ARM, 24.4 MB on x86-64

  private UnpackedLibraries() {}

  /**
   * Makes sure, before ONNX Runtime is loaded, that the temporary folder takes what it unpacks: its
   * own words are a stack trace, and that a library is missing. Where nothing tells whether it is
   * loaded already, on other systems than Linux, nothing is asked.
   *
   * @throws IOException naming the folder
   */
  public static void requireRoom() throws IOException {
    if (isGiven() || !Files.isReadable(MAPS) || !loaded().isEmpty()) {
      return;
    }
    Path temporary = temporary();
    Optional<String> problem =
        !Files.isDirectory(temporary)
            ? Optional.of("is no directory")
            : !Files.isWritable(temporary)
                ? Optional.of("cannot be written")
                : hasNoRoom(temporary) ? Optional.of("has no room for it") : Optional.empty();
    if (problem.isPresent()) {
      throw new IOException(
          "ONNX Runtime cannot be loaded: it unpacks itself (some 25 MB) into the temporary folder %s, which %s: make room there, or name another with -Djava.io.tmpdir=FOLDER"
              .formatted(temporary, problem.get()));
    }
  }

  private static boolean hasNoRoom(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace() < LEAST_BYTES;
    } catch (IOException nobodyKnows) {
      return false; // as in some containers, whose file systems have no names: loading will tell
    }
  }

  private static boolean isGiven() {
    return System.getProperties().stringPropertyNames().stream().anyMatch(n -> n.startsWith(GIVEN));
  }

  private static Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
  }

  /**
   * Deletes what ONNX Runtime, which must have been loaded, has unpacked in this process. What
   * cannot be deleted stays, as it does on other systems than Linux.
   */
  public static void deleteLoaded() {
    if (isGiven()) {
      return; // loaded from where the user keeps it
    }
    try {
      Path temporary = temporary().toRealPath();
      Set<Path> folders = new LinkedHashSet<>();
      for (Path library : loaded()) {
        Path folder = library.getParent();
        if (folder != null
            && temporary.equals(folder.getParent())
            && folder.getFileName().toString().startsWith(FOLDER)) {
          Files.deleteIfExists(library);
          folders.add(folder);
        }
      }
      for (Path folder : folders) {
        Files.deleteIfExists(folder);
      }
    } catch (IOException | IllegalArgumentException stays) {
      return; // nothing depends on it
    }
  }

  private static Set<Path> loaded() throws IOException {
    Set<Path> files = new LinkedHashSet<>();
    if (Files.isReadable(MAPS)) {
      for (String line : Files.readAllLines(MAPS)) {
        file(line).ifPresent(files::add);
      }
    }
    return files;
  }

  /** The file of a line of {@code /proc/self/maps} (proc(5)), where it is such a library. */
  private static Optional<Path> file(String line) {
    String[] columns = line.split("\\s+", COLUMNS);
    return columns.length == COLUMNS && columns[COLUMNS - 1].contains("/" + FOLDER)
        ? Optional.of(Path.of(columns[COLUMNS - 1]))
        : Optional.empty();
  }
}
