package dev.nextvec.data;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.file.CacheSpace;
import dev.nextvec.internal.file.FileStamp;
import dev.nextvec.internal.file.ResultCache;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the hash of vector files, and remembers it in the user's cache for as long as nothing
 * about the files differs: size, times, the file's number. Where the cache cannot be written the
 * files are hashed each time.
 *
 * @param directory where hashes are remembered, one file for each dataset
 * @param smallest bytes from which on it is worth remembering
 * @param clock tells when a hash was taken
 */
record VectorHashes(Path directory, long smallest, InstantSource clock) {
  private static final int FORMAT = 1;
  private static final long WORTH_REMEMBERING = 4L << 20; // less is hashed as fast as looked up

  static VectorHashes in(Path userCache) {
    return new VectorHashes(userCache.resolve("hashes"), WORTH_REMEMBERING, InstantSource.system());
  }

  /** The stamps of files, to be taken before they are opened. */
  static List<FileStamp> stamps(List<Path> files) throws IOException {
    List<FileStamp> stamps = new ArrayList<>();
    for (Path file : files) {
      stamps.add(FileStamp.of(file));
    }
    return stamps;
  }

  /**
   * The hash of vectors, remembered or computed.
   *
   * @param stamps of their files before they were opened
   * @throws IOException if they cannot be read, or are being changed
   */
  MeasuredVectors measure(MappedVectors vectors, List<FileStamp> stamps, Progress progress)
      throws IOException {
    long bytes = stamps.stream().mapToLong(FileStamp::size).sum();
    boolean remembering = bytes >= smallest;
    String known = remembering ? known(stamps) : "";
    if (!known.isEmpty()) {
      return new MeasuredVectors(known, stamps);
    }
    Instant began = clock.instant();
    MeasuredVectors measured = new MeasuredVectors(vectors.sha256(progress), stamps);
    measured.requireUnchanged();
    if (remembering && stamps.stream().allMatch(stamp -> stamp.isSettledAt(began))) {
      remember(measured);
    }
    return measured;
  }

  private Path place(List<FileStamp> stamps) {
    return directory.resolve(new Sha256().add(stamps.getFirst().file()).hex() + ".json");
  }

  private String known(List<FileStamp> stamps) {
    try {
      JsonValue json = JsonValue.read(place(stamps));
      boolean same = json.field("files").node().equals(files(stamps));
      return same && json.field("format").count(0) == FORMAT ? json.field("sha256").text() : "";
    } catch (IOException e) {
      return ""; // absent or damaged: it is only a cache
    }
  }

  private void remember(MeasuredVectors measured) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("format", FORMAT);
    json.put("sha256", measured.sha256()).set("files", files(measured.stamps()));
    try {
      Files.createDirectories(directory);
      AtomicFile.writeString(place(measured.stamps()), json + "\n");
      new CacheSpace(directory, ResultCache.MOST_KEPT).shrink();
    } catch (IOException e) {
      // Not writable: the hash is computed again next time.
    }
  }

  /** Stamps as they are remembered. */
  static ArrayNode files(List<FileStamp> stamps) {
    ArrayNode files = JsonNodeFactory.instance.arrayNode();
    for (FileStamp stamp : stamps) {
      files
          .addObject()
          .put("file", stamp.file())
          .put("size", Long.toString(stamp.size()))
          .put("modified", stamp.modified().toString())
          .put("changed", stamp.changed().toString())
          .put("key", stamp.key());
    }
    return files;
  }
}
