package dev.nextvec.internal.leak;

import dev.nextvec.internal.file.ResultCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reports of checks for leaks where they are kept: in their folder, or in the user's cache. */
public final class StoredLeaks {
  /** The report on a split that models are tested on. */
  public static final String FILE = "leaks.json";

  private StoredLeaks() {}

  /**
   * The report on just this data, split and {@code near}; empty if there is none.
   *
   * @throws IOException if it is damaged
   */
  public static Optional<LeakReport> read(
      ResultCache results, Path file, String datasetSha256, String splitSha256, OptionalDouble near)
      throws IOException {
    Path name = file.getFileName();
    return results.read(
        file.resolveSibling(""),
        key(datasetSha256, splitSha256, near),
        folder -> LeakFile.read(folder.resolve(name), datasetSha256, splitSha256, near));
  }

  /** Keeps a report. */
  public static void write(ResultCache results, Path file, LeakReport report) {
    Path name = file.getFileName();
    results.write(
        file.resolveSibling(""),
        key(report.datasetSha256(), report.splitSha256(), report.near()),
        folder -> LeakFile.write(folder.resolve(name), report));
  }

  private static String key(String datasetSha256, String splitSha256, OptionalDouble near) {
    return "leaks-2 %s %s %s".formatted(datasetSha256, splitSha256, near);
  }
}
