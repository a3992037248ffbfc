package dev.nextvec.internal.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What killed processes left under temporary names, which end in the number of their process. */
final class Remains {
  private Remains() {}

  /**
   * The files and directories in {@code folder} that begin with {@code prefix} and whose process is
   * no more.
   *
   * @param suffix what follows the number
   */
  static List<Path> of(Path folder, String prefix, String suffix) throws IOException {
    List<Path> left = new ArrayList<>();
    try (DirectoryStream<Path> siblings = Files.newDirectoryStream(folder)) {
      for (Path sibling : siblings) {
        String name = sibling.getFileName().toString();
        if (name.startsWith(prefix) && name.endsWith(suffix)) {
          int end = name.length() - suffix.length();
          if (end > prefix.length() && isGone(name.substring(prefix.length(), end), sibling)) {
            left.add(sibling);
          }
        }
      }
    }
    return left;
  }

  /** A number is given again: a process that began after the last write is another one. */
  private static boolean isGone(String pid, Path left) throws IOException {
    if (!pid.matches("\\d{1,18}")) {
      return false;
    }
    Instant written = Files.getLastModifiedTime(left).toInstant();
    return ProcessHandle.of(Long.parseLong(pid))
        .map(
            process ->
                process.info().startInstant().map(began -> began.isAfter(written)).orElse(false))
        .orElse(true);
  }

  /**
   * Removes the files in {@code folder} that begin with {@code prefix} and that no process writes
   * any more: neither one of this machine nor, as the lock on them tells, of another.
   */
  static void removeFiles(Path folder, String prefix) {
    try {
      for (Path file : of(folder, prefix, "")) {
        if (Files.isRegularFile(file) && isUnlocked(file)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      // They only take room; the next one removes them.
    }
  }

  private static boolean isUnlocked(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return channel.tryLock() != null;
    }
  }
}
