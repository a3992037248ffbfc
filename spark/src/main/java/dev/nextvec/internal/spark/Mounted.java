package dev.nextvec.internal.spark;

import java.util.regex.Pattern;

/** Paths that all machines see: folders, mounted where they are not their own. */
final class Mounted {
  private static final Pattern ADDRESS = Pattern.compile("[a-z][a-z0-9+.-]+:/");

  private Mounted() {}

  /**
   * Makes sure that a path is no address of another system.
   *
   * @throws IllegalArgumentException saying what to do with an address
   */
  static void require(String path) {
    if (ADDRESS.matcher(path).lookingAt()) {
      throw new IllegalArgumentException(
          "`%s` is an address, not a path: what all machines work on must lie in folders that they see under one path; mount what is elsewhere"
              .formatted(path));
    }
  }
}
