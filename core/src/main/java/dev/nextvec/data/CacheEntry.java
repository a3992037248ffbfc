package dev.nextvec.data;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.file.FileErrors;
import dev.nextvec.internal.file.FileStamp;
import dev.nextvec.internal.file.UseLock;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.progress.Monitor;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The copy of one dataset in a {@link DatasetCache}: a folder with the copy itself, a record of
 * what it is, and the lock of those who use it.
 *
 * @param folder named after what is copied
 */
record CacheEntry(Path folder) {
  private static final String RECORD = "entry.json";
  private static final String LOCK = "lock";
  private static final int FORMAT = 1;
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

  /** Whether a folder is the place of a copy. */
  static boolean isOne(Path folder) {
    return Files.isDirectory(folder) && NAME.matcher(folder.getFileName().toString()).matches();
  }

  /** The copy. */
  Path dataset() {
    return folder.resolve("dataset");
  }

  UseLock lock() {
    return UseLock.of(folder.resolve(LOCK));
  }

  /** When it was last taken into use. */
  Instant used() throws IOException {
    try {
      return Files.getLastModifiedTime(folder.resolve(LOCK)).toInstant();
    } catch (NoSuchFileException never) {
      return Instant.EPOCH;
    }
  }

  /** Records how many bytes the copy is to have, before there are any. */
  void announce(Path there, long bytes) throws IOException {
    write(json(there, bytes));
  }

  /** Records that the files are those that were looked at. */
  void recordWhole(Path there, List<FileStamp> files) throws IOException {
    ObjectNode json = json(there, files.stream().mapToLong(FileStamp::size).sum());
    json.set("files", VectorHashes.files(files));
    write(json);
  }

  private static ObjectNode json(Path there, long bytes) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("format", FORMAT)
        .put("address", there.toString())
        .put("bytes", bytes);
  }

  private void write(ObjectNode json) throws IOException {
    AtomicFile.writeString(folder.resolve(RECORD), json + "\n");
  }

  /** Whether the files are those that were recorded, by all that tells without reading them. */
  boolean isWhole() throws IOException {
    Optional<JsonValue> record = record();
    return record.isPresent()
        && record.get().node().path("files").equals(VectorHashes.files(stamps(dataset())));
  }

  /**
   * Reads a copy as a whole.
   *
   * @param copy the one here, or what is to be it
   * @return the stamps of its files from before
   * @throws IOException if it is not the one that this is the place of, or a file is not what its
   *     {@code dataset.json} says
   */
  List<FileStamp> verified(Path copy, Monitor monitor) throws IOException {
    List<FileStamp> stamps = stamps(copy);
    Path manifest = copy.resolve(DatasetManifest.FILE);
    if (!folder.endsWith(DatasetCache.key(Files.readAllBytes(manifest)))) {
      throw new IOException(manifest + " is not the one that was copied");
    }
    try (Monitor.Work work = monitor.begin("hash", "bytes");
        Dataset dataset = Dataset.read(copy, work)) {
      if (dataset.texts().isPresent()) {
        dataset.texts().get().requireRecorded();
      }
    }
    return stamps;
  }

  /** The stamps of the files in a folder, by their names; none where it is not there. */
  static List<FileStamp> stamps(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return VectorHashes.stamps(files.sorted().toList());
    }
  }

  /** Bytes that it takes, or is to take. */
  long bytes() {
    return record().map(record -> record.node().path("bytes").asLong()).orElse(0L);
  }

  /** Empty where there is none, or a damaged one: it is only a cache. */
  private Optional<JsonValue> record() {
    try {
      JsonValue json = JsonValue.read(folder.resolve(RECORD));
      return json.field("format").count(0) == FORMAT ? Optional.of(json) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Removes all but the lock: the record last, so that whatever takes room is accounted for. */
  void clear() throws IOException {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
      for (Path child : children) {
        if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
          remove(child);
        }
      }
    } catch (IOException e) {
      throw FileErrors.explain("removing " + folder, e);
    }
    Files.deleteIfExists(folder.resolve(RECORD));
  }

  private static void remove(Path copy) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(copy)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(copy);
  }
}
