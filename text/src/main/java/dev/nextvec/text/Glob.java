package dev.nextvec.text;

import dev.nextvec.internal.file.Addresses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;

/**
 * A pattern for paths, as the user wrote it.
 *
 * @param input with either kind of slash
 */
record Glob(String input) {
  private static final String WILDCARDS = "*?[{";

  /** Whether an input has wildcards and is not simply the name of a file that has them. */
  static boolean isGlob(String input) throws IOException {
    boolean wildcard = input.chars().anyMatch(c -> WILDCARDS.indexOf(c) >= 0);
    if (!wildcard) {
      return false;
    }
    try {
      return !Files.exists(Addresses.path(input));
    } catch (IllegalArgumentException e) {
      return !Addresses.isAddress(input); // where `*` cannot stand in a file name
    }
  }

  /** The folder that everything it can match lies in. */
  Path root() throws IOException {
    String unix = input.replace('\\', '/');
    int wildcard = 0;
    while (WILDCARDS.indexOf(unix.charAt(wildcard)) < 0) {
      wildcard++;
    }
    int slash = unix.lastIndexOf('/', wildcard);
    if (Addresses.isAddress(unix)) {
      return Addresses.path(unix.substring(0, slash + 1)); // `hdfs://` alone would be none
    }
    return Addresses.path(slash < 0 ? "" : slash == 0 ? "/" : unix.substring(0, slash));
  }

  PathMatcher matcher() throws IOException {
    String unix = input.replace('\\', '/');
    return root()
        .getFileSystem()
        .getPathMatcher("glob:" + (unix.startsWith("./") ? unix.substring(2) : unix));
  }
}
