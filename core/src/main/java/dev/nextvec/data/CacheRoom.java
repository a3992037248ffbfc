package dev.nextvec.data;

import dev.nextvec.internal.file.FileErrors;
import dev.nextvec.internal.file.UseLock;
import dev.nextvec.progress.Monitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Makes room in a cache for one more copy. */
record CacheRoom(DatasetCache cache, Monitor monitor) {
  private static final String LOCK = "lock";
  private static final String MORE =
      "set %s to more, or %s to a folder of a larger disk"
          .formatted(DatasetCache.LIMIT, DatasetCache.FOLDER);

  /** Another copy. */
  private record Other(CacheEntry entry, long bytes, Instant used) {
    static Other of(CacheEntry entry) throws IOException {
      return new Other(entry, entry.bytes(), entry.used());
    }
  }

  /**
   * Removes what is not in use, the least recently used first, until there is room, and announces
   * the new copy. Where all that would not do, nothing is removed.
   *
   * @param there what is to be copied
   * @throws IOException saying what lacks, if there cannot be
   */
  void make(Path there, CacheEntry entry, long bytes) throws IOException {
    if (bytes > cache.limit()) {
      throw new IOException(
          "%s has %,d bytes, and all copies in %s may take %,d: %s"
              .formatted(there, bytes, cache.folder(), cache.limit(), MORE));
    }
    UseLock.of(cache.folder().resolve(LOCK))
        .alone(
            () -> {
              removeOthers(there, entry, bytes);
              entry.announce(there, bytes);
            },
            () ->
                DatasetCache.waiting(
                    "waiting for room in %s: another process is making some"
                        .formatted(cache.folder()),
                    monitor));
  }

  private void removeOthers(Path there, CacheEntry entry, long bytes) throws IOException {
    List<Other> others = others(entry);
    List<Other> unused = unused(others);
    long taken = bytes(others);
    requireLimit(there, bytes, taken - bytes(unused)); // before anything is removed
    requireRoom(there, bytes, free() + bytes(unused));
    for (Other each : unused) {
      if (taken + bytes <= cache.limit() && free() >= bytes) {
        return;
      }
      if (each.bytes() > 0 && each.entry().lock().unlessUsed(each.entry()::clear)) {
        taken -= each.bytes();
        monitor.log(
            "the copy in %s (%,d MB) is removed to make room: it was last used %s"
                .formatted(each.entry().folder(), each.bytes() >> 20, each.used()));
      }
    }
    requireLimit(there, bytes, taken); // one may have been taken into use meanwhile
    requireRoom(there, bytes, free());
  }

  private static List<Other> unused(List<Other> others) throws IOException {
    List<Other> unused = new ArrayList<>();
    for (Other each : others) {
      if (each.entry().lock().unlessUsed(() -> {})) {
        unused.add(each);
      }
    }
    return unused;
  }

  private static long bytes(List<Other> copies) {
    return copies.stream().mapToLong(Other::bytes).sum();
  }

  private void requireLimit(Path there, long bytes, long used) throws IOException {
    if (used + bytes > cache.limit()) {
      throw new IOException(
          "%s has %,d bytes, and all copies in %s may take %,d, of which those in use take %,d: %s"
              .formatted(there, bytes, cache.folder(), cache.limit(), used, MORE));
    }
  }

  private void requireRoom(Path there, long bytes, long left) throws IOException {
    if (left < bytes) {
      throw new IOException(
          "%s has %,d bytes, and on the disk of %s are %,d left: free some, or set %s to a folder of another"
              .formatted(there, bytes, cache.folder(), left, DatasetCache.FOLDER));
    }
  }

  private long free() throws IOException {
    return Files.getFileStore(cache.folder()).getUsableSpace();
  }

  /** The least recently used first. */
  private List<Other> others(CacheEntry own) throws IOException {
    List<Other> others = new ArrayList<>();
    try (Stream<Path> children = Files.list(cache.folder())) {
      for (Path child : children.toList()) {
        CacheEntry entry = new CacheEntry(child);
        if (CacheEntry.isOne(child) && !entry.equals(own)) {
          others.add(Other.of(entry));
        }
      }
    } catch (IOException e) {
      throw FileErrors.explain("looking into " + cache.folder(), e);
    }
    others.sort(Comparator.comparing(Other::used));
    return others;
  }
}
