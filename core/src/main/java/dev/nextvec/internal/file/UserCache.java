package dev.nextvec.internal.file;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where things are kept that can be computed again. */
public final class UserCache {
  private UserCache() {}

  /**
   * {@code $XDG_CACHE_HOME/nextvec}, or {@code ~/.cache/nextvec}; for a user without a home a
   * folder of the user's name among temporary files. It need not exist.
   */
  public static Path directory() {
    return directory(
        System.getenv("XDG_CACHE_HOME"),
        System.getProperty("user.home"),
        Path.of(System.getProperty("java.io.tmpdir")),
        System.getProperty("user.name"));
  }

  static Path directory(
      @Nullable String configured, @Nullable String home, Path temporary, String user) {
    if (configured != null && isAbsolute(configured)) {
      return Path.of(configured).resolve("nextvec");
    }
    // Java says "?" where the system knows no home.
    return home != null && isAbsolute(home)
        ? Path.of(home, ".cache", "nextvec")
        : temporary.resolve("nextvec-" + user.replaceAll("[^\\w.-]", "_"));
  }

  private static boolean isAbsolute(String folder) {
    return !folder.isBlank() && Path.of(folder).isAbsolute();
  }
}
