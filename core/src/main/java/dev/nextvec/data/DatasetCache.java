package dev.nextvec.data;

import dev.nextvec.internal.file.Addresses;
import dev.nextvec.internal.file.FileErrors;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.file.UserCache;
import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Stopped;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whole copies of datasets that lie at addresses of other file systems: vectors are mapped into
 * memory, which only files of this machine can be. A copy is named after the hash of the {@code
 * dataset.json} that it was made by, so that another dataset under the same address is another
 * copy; it appears when all its files have the hashes that stand there. All processes of a machine
 * share it: one copies, the others wait. The least recently used go where there is no room for a
 * new one; none goes that is in use.
 *
 * @param folder where they lie
 * @param limit bytes that all may take
 */
record DatasetCache(Path folder, long limit) {
  /** The folder, if it is not the usual one. */
  static final String FOLDER = "NEXTVEC_DATASET_CACHE";

  /** The limit, if it is not the usual one. */
  static final String LIMIT = "NEXTVEC_DATASET_CACHE_LIMIT";

  private static final long USUAL = 100L << 30;
  private static final Pattern SIZE = Pattern.compile("([1-9]\\d*)([kKmMgGtT]?)");
  private static final String UNITS = "kmgt";

  /**
   * The one that the environment names, or a folder in the user's cache.
   *
   * @throws IOException if it names none
   */
  static DatasetCache ofUser() throws IOException {
    return of(System.getenv(FOLDER), System.getenv(LIMIT));
  }

  static DatasetCache of(@Nullable String folder, @Nullable String limit) throws IOException {
    Path place = UserCache.directory().resolve("datasets");
    if (folder != null && !folder.isBlank()) {
      try {
        place = Path.of(folder);
      } catch (InvalidPathException e) {
        throw new IOException("%s=%s is no folder".formatted(FOLDER, folder), e);
      }
      if (!place.isAbsolute()) { // each executor has a working directory of its own
        throw new IOException(
            "%s=%s is no absolute path: name the folder from the root".formatted(FOLDER, folder));
      }
    }
    return new DatasetCache(place, limit == null || limit.isBlank() ? USUAL : bytes(limit));
  }

  private static long bytes(String limit) throws IOException {
    Matcher parts = SIZE.matcher(limit);
    if (parts.matches()) {
      String unit = parts.group(2).toLowerCase(Locale.ROOT);
      int thousands = unit.isEmpty() ? 0 : UNITS.indexOf(unit) + 1;
      BigInteger bytes = new BigInteger(parts.group(1)).shiftLeft(10 * thousands);
      if (bytes.bitLength() < Long.SIZE) {
        return bytes.longValue();
      }
    }
    throw new IOException(
        "%s=%s is no size: give it one such as 500g, or unset it".formatted(LIMIT, limit));
  }

  /**
   * Copies a dataset, unless that was done before, and takes the copy into use.
   *
   * @param there its address
   * @throws IOException if there is none, it is not what its {@code dataset.json} says, or there is
   *     no room for it
   */
  DatasetCopy take(Path there, Monitor monitor) throws IOException {
    byte[] manifest = manifest(there);
    return take(there, key(manifest), () -> manifest, monitor);
  }

  /**
   * The same for a dataset that another process has in use; where its copy is here, too, its
   * address is not asked.
   *
   * @param key hash of the {@code dataset.json} that the other process found
   * @throws IOException also if another dataset is there now
   */
  DatasetCopy take(Path there, String key, Monitor monitor) throws IOException {
    return take(there, key, () -> manifest(there, key), monitor);
  }

  private DatasetCopy take(
      Path there, String key, DatasetTransfer.Manifest manifest, Monitor monitor)
      throws IOException {
    CacheEntry entry = new CacheEntry(folder.resolve(key));
    try {
      Files.createDirectories(entry.folder());
    } catch (IOException e) {
      throw FileErrors.explainWriting("making " + entry.folder(), entry.folder(), e);
    }
    DatasetTransfer copy = new DatasetTransfer(this, there, manifest, entry, monitor);
    return new DatasetCopy(there, key, entry.dataset(), entry.lock().use(copy, copy::waiting));
  }

  /** Told while something is in the way. */
  static void waiting(String line, Monitor monitor) {
    if (monitor.isStopRequested()) {
      throw new Stopped();
    }
    monitor.logOnce(line, line);
  }

  private static byte[] manifest(Path there, String key) throws IOException {
    byte[] manifest = manifest(there);
    if (!key(manifest).equals(key)) {
      throw new IOException(
          "%s was replaced while it was in use: run the command again".formatted(there));
    }
    return manifest;
  }

  private static byte[] manifest(Path there) throws IOException {
    Path file = there.resolve(DatasetManifest.FILE);
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException(
          Files.isDirectory(there)
              ? "%s has no %s, without which a copy of it could not be checked: copy it to a folder yourself"
                  .formatted(there, DatasetManifest.FILE)
              : "%s does not exist: a dataset is a directory with %s, as `nextvec data encode` writes it"
                  .formatted(there, DatasetManifest.FILE),
          e);
    } catch (IOException e) {
      throw FileErrors.explain("reading " + file, e);
    }
  }

  /** What a dataset is known by here. */
  static String key(byte[] manifest) {
    return new Sha256().add(manifest).hex();
  }

  /** The one of an address that another process has told. */
  static DatasetCopy told(String address, String key, Monitor monitor) throws IOException {
    return ofUser().take(Addresses.path(address), key, monitor);
  }
}
