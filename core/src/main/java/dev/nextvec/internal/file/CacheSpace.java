package dev.nextvec.internal.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps a folder of the user's cache from growing for ever.
 *
 * @param folder may be absent
 * @param most how many files, or folders of files, may lie in it
 */
public record CacheSpace(Path folder, int most) {

  /** One of them, and when it was changed last. */
  private record Entry(Path path, FileTime changed) {
    static Entry of(Path path) {
      try {
        return new Entry(path, Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS));
      } catch (IOException e) {
        return new Entry(path, FileTime.fromMillis(0)); // another process removes it, too
      }
    }
  }

  /** Removes the oldest above the number. What cannot be removed stays: it is only a cache. */
  public void shrink() {
    try (Stream<Path> children = Files.list(folder)) {
      List<Entry> newestFirst =
          children.map(Entry::of).sorted(Comparator.comparing(Entry::changed).reversed()).toList();
      for (Entry entry :
          newestFirst.subList(Math.min(most, newestFirst.size()), newestFirst.size())) {
        remove(entry.path());
      }
    } catch (IOException | UncheckedIOException e) {
      // the next result that is kept tries again
    }
  }

  /** A file, or a folder of files: links are removed, never followed. */
  private static void remove(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      try (Stream<Path> files = Files.list(path)) {
        for (Path file : files.toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
    Files.deleteIfExists(path);
  }
}
