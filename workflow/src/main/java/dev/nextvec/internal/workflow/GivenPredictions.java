package dev.nextvec.internal.workflow;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Somebody's predictions on the test windows, to stand beside the runs.
 *
 * @param name of their row
 * @param file an NPY array of float16, float32 or float64, {@code [test windows, dimension]}, in
 *     the order of the windows
 * @param export a folder that {@code nextvec data windows} wrote, in whose order they are; absent
 *     where a file beside them tells, or nothing does
 */
public record GivenPredictions(String name, Path file, Optional<Path> export) {
  public GivenPredictions {
    if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "the predictions in `" + file + "` need a name without control characters");
    }
  }

  /** Where a file beside the predictions may tell their order: {@code mine.json}. */
  static Path sidecar(Path file) {
    String name = String.valueOf(file.getFileName());
    return file.resolveSibling(name.replaceFirst("(?i)\\.npy$", "") + ".json");
  }
}
