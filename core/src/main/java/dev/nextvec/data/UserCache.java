package dev.nextvec.data;

import java.nio.file.Path;

/** Where what can be computed again is kept when it has no place of its own. */
public final class UserCache {
  private UserCache() {}

  /** {@code $XDG_CACHE_HOME/nextvec}, or {@code ~/.cache/nextvec}; it need not exist. */
  public static Path directory() {
    String configured = System.getenv("XDG_CACHE_HOME");
    Path base =
        configured == null || configured.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(configured);
    return base.resolve("nextvec");
  }
}
