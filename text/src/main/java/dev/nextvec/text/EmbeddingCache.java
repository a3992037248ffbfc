package dev.nextvec.text;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.file.UserCache;
import dev.nextvec.internal.wording.Setting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Vectors that were computed before, by the text's hash, in a directory of append-only files.
 *
 * <p>Every process that writes appends to a segment of its own, so several may work at once; each
 * sees what was there when it started, and its own. A record counts only if its checksums hold: a
 * torn end, whatever ended the process, costs the torn record and nothing else. Not thread-safe.
 */
public final class EmbeddingCache implements AutoCloseable {
  private record Key(long high, long low) {
    static Key of(String text) {
      ByteBuffer hash = ByteBuffer.wrap(new Sha256().addCounted(text).bytes());
      return new Key(hash.getLong(), hash.getLong());
    }
  }

  private record Place(CacheSegment segment, int record) {}

  private final Path directory;
  private final int dimension;
  private final boolean temporary;
  private final List<CacheSegment> segments = new ArrayList<>();
  private final Map<Key, Place> places = new HashMap<>();
  private @Nullable CacheSegment own;

  private EmbeddingCache(Path directory, int dimension, boolean temporary) {
    this.directory = directory;
    this.dimension = dimension;
    this.temporary = temporary;
  }

  /** In the user's cache. */
  public static Path defaultDirectory() {
    return UserCache.directory().resolve("embeddings");
  }

  /**
   * Opens the part of a cache that belongs to an encoder, made if it is not there.
   *
   * @param root directory of the caches of all encoders
   * @throws IOException if it cannot be read or written
   */
  public static EmbeddingCache open(Path root, EncoderFingerprint encoder, int dimension)
      throws IOException {
    try {
      EmbeddingCache cache =
          new EmbeddingCache(CacheIdentity.folder(root, encoder), dimension, false);
      cache.load();
      return cache;
    } catch (IOException e) {
      throw new IOException(
          "the embedding cache "
              + root
              + " cannot be used ("
              + PlainText.collapse(e.toString())
              + "): name another directory with %s or do without with %s"
                  .formatted(Setting.CACHE, Setting.NO_CACHE),
          e);
    }
  }

  /** A cache that forgets everything when closed. */
  public static EmbeddingCache temporary(int dimension) throws IOException {
    return new EmbeddingCache(Files.createTempDirectory("nextvec-cache"), dimension, true);
  }

  private void load() throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(directory)) {
      files = list.filter(f -> f.toString().endsWith(CacheSegment.KEYS)).sorted().toList();
    }
    for (Path file : files) {
      CacheSegment segment = CacheSegment.open(file, dimension);
      segments.add(segment);
      segment.forEachKey(
          (record, high, low) -> places.put(new Key(high, low), new Place(segment, record)));
    }
  }

  /** Number of texts known. */
  public int size() {
    return places.size();
  }

  /** The vector of a text, if it is known and whole. */
  public Optional<float[]> get(String text) throws IOException {
    Key key = Key.of(text);
    Place place = places.get(key);
    if (place == null) {
      return Optional.empty();
    }
    Optional<float[]> vector = place.segment().vector(place.record());
    if (vector.isEmpty()) {
      places.remove(key);
    }
    return vector;
  }

  /** Remembers the vector of a text. Once this returns, the end of the process loses it no more. */
  public void put(String text, float[] vector) throws IOException {
    if (own == null) {
      own = newSegment();
      segments.add(own);
    }
    Key key = Key.of(text);
    int record = own.append(key.high(), key.low(), vector);
    places.put(key, new Place(own, record));
  }

  private CacheSegment newSegment() throws IOException {
    while (true) {
      String name =
          "segment-%013d-%d%s"
              .formatted(
                  System.currentTimeMillis(), ProcessHandle.current().pid(), CacheSegment.KEYS);
      try {
        return CacheSegment.create(directory.resolve(name), dimension);
      } catch (FileAlreadyExistsException taken) {
        Thread.onSpinWait(); // by another cache of this process, in this very millisecond
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (CacheSegment segment : segments) {
      segment.close();
    }
    segments.clear();
    places.clear();
    own = null;
    if (temporary && Files.exists(directory)) {
      try (Stream<Path> list = Files.list(directory)) {
        for (Path file : list.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(directory);
    }
  }
}
