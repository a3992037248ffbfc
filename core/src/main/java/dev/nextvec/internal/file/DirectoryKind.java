package dev.nextvec.internal.file;

import java.util.regex.Pattern;

/**
 * What directories of one kind hold, so that one of them replaces nothing else.
 *
 * @param what a directory of this kind is, for messages: {@code a dataset}
 * @param marker a file that every one has
 * @param files the names of all files that one may have
 */
public record DirectoryKind(String what, String marker, Pattern files) {

  /**
   * A kind.
   *
   * @param files regular expressions of all names
   */
  public static DirectoryKind of(String what, String marker, String... files) {
    return new DirectoryKind(what, marker, Pattern.compile(String.join("|", files)));
  }

  /** Whether a file of that name is part of it, or was to become one. */
  boolean has(String name) {
    return files.matcher(name).matches() || name.contains(AtomicFile.TEMPORARY);
  }
}
