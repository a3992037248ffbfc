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

  private UnpackedLibraries() {}

  /**
   * Deletes what ONNX Runtime, which must have been loaded, has unpacked in this process. What
   * cannot be deleted stays, as it does on other systems than Linux.
   */
  public static void deleteLoaded() {
    if (System.getProperties().stringPropertyNames().stream().anyMatch(n -> n.startsWith(GIVEN))) {
      return; // loaded from where the user keeps it
    }
    try {
      Path temporary = Path.of(System.getProperty("java.io.tmpdir", "/tmp")).toRealPath();
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
