package dev.nextvec.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * What tells without reading whether a file is still the one that was read. The time of the last
 * change and the file's number are kept by the file system itself: unlike size and modification
 * time they cannot be set back.
 *
 * @param file where it really is
 * @param size its bytes
 * @param modified when its content was said to be written
 * @param changed when content or attributes last changed; {@code modified} where the platform does
 *     not tell
 * @param key the file's number on its disk; {@code null} in words where the platform has none
 */
public record FileStamp(String file, long size, Instant modified, Instant changed, String key) {

  /**
   * The stamp of a file as it is now.
   *
   * @throws IOException if it is not there
   */
  public static FileStamp of(Path file) throws IOException {
    Path real;
    try {
      real = file.toRealPath();
    } catch (NoSuchFileException e) {
      throw new IOException(file + " does not exist", e);
    }
    BasicFileAttributes found = Files.readAttributes(real, BasicFileAttributes.class);
    Instant modified = found.lastModifiedTime().toInstant();
    return new FileStamp(
        real.toString(),
        found.size(),
        modified,
        changed(real, modified),
        String.valueOf(found.fileKey()));
  }

  private static Instant changed(Path real, Instant otherwise) throws IOException {
    try {
      return Files.getAttribute(real, "unix:ctime") instanceof FileTime time
          ? time.toInstant()
          : otherwise;
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return otherwise; // a file system that keeps no such time
    }
  }

  /**
   * Whether a change after {@code now} is sure to give another stamp: file systems count time in
   * ticks, and two changes within one tick look alike.
   */
  public boolean isSettledAt(Instant now) {
    Instant youngest = modified.isAfter(changed) ? modified : changed;
    return youngest.isBefore(now.minusSeconds(2));
  }
}
