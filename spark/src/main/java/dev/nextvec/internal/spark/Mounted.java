package dev.nextvec.internal.spark;

import dev.nextvec.internal.file.Addresses;

/** Paths that all machines see: folders, mounted where they are not their own. */
final class Mounted {
  private Mounted() {}

  /**
   * Makes sure that a path is no address of another system.
   *
   * @throws IllegalArgumentException saying what to do with an address
   */
  static void require(String path) {
    Addresses.requireOpen(path);
    if (Addresses.isAddress(path)) {
      throw new IllegalArgumentException(
          "`%s` is an address, not a path: what all machines work on must lie in folders that they see under one path; mount what is elsewhere"
              .formatted(path));
    }
  }
}
