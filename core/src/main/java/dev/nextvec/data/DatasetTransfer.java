package dev.nextvec.data;

import dev.nextvec.internal.file.FileErrors;
import dev.nextvec.internal.file.FileStamp;
import dev.nextvec.internal.file.StagedDirectory;
import dev.nextvec.internal.file.UseLock;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.progress.Monitor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The copy of a dataset, for one who needs it. What is there is taken for right while its files are
 * those that were recorded; else it is read once more, and kept if its bytes are right. What is not
 * is copied anew, and read again before it gets its name.
 */
final class DatasetTransfer implements UseLock.Thing {
  private static final int BLOCK = 1 << 20;

  private final DatasetCache cache;
  private final Path there;
  private final Manifest manifest;
  private final CacheEntry entry;
  private final Monitor monitor;

  /** The files that were read and are not right. */
  private List<FileStamp> damaged = List.of();

  /** What tells the {@code dataset.json} at the address when it is needed. */
  @FunctionalInterface
  interface Manifest {
    byte[] bytes() throws IOException;
  }

  /**
   * A transfer.
   *
   * @param there the address of the dataset
   * @param manifest tells which dataset is there
   * @param entry where the copy is, or is to be
   */
  DatasetTransfer(
      DatasetCache cache, Path there, Manifest manifest, CacheEntry entry, Monitor monitor) {
    this.cache = cache;
    this.there = there;
    this.manifest = manifest;
    this.entry = entry;
    this.monitor = monitor;
  }

  @Override
  public boolean isThere() throws IOException {
    return entry.isWhole();
  }

  @Override
  public boolean isRight() throws IOException {
    List<FileStamp> found = CacheEntry.stamps(entry.dataset());
    if (found.equals(damaged)) {
      return false; // also where there are none
    }
    List<FileStamp> read;
    try {
      read = entry.verified(entry.dataset(), monitor);
    } catch (IOException e) {
      damaged = found;
      monitor.log(
          "the copy of %s in %s is damaged: %s"
              .formatted(there, entry.folder(), FileErrors.reason(e)));
      return false;
    }
    entry.recordWhole(there, read);
    return true;
  }

  /** Told while another is at it: copies it, or uses it though it is damaged. */
  void waiting() {
    DatasetCache.waiting(
        damaged.isEmpty()
            ? "waiting for the copy of %s: another process is at it".formatted(there)
            : "warning: waiting until no process uses the damaged copy of %s".formatted(there),
        monitor);
  }

  @Override
  public void make() throws IOException {
    if (isRight()) {
      return;
    }
    byte[] described = manifest.bytes();
    entry.clear();
    Map<String, Long> sizes = sizes(described);
    long bytes = sizes.values().stream().mapToLong(Long::longValue).sum() + described.length;
    new CacheRoom(cache, monitor).make(there, entry, bytes);
    boolean whole = false;
    try {
      monitor.log("copying %s (%,d MB) to %s".formatted(there, bytes >> 20, entry.folder()));
      copy(described, sizes, bytes);
      whole = true;
    } finally {
      if (!whole) {
        entry.clear();
      }
    }
  }

  /** Bytes of each file that is to be copied. */
  private Map<String, Long> sizes(byte[] manifest) throws IOException {
    Path file = there.resolve(DatasetManifest.FILE);
    DatasetManifest described = DatasetManifest.of(JsonValue.parse(manifest, file.toString()));
    List<String> names = new ArrayList<>(described.shards());
    names.add(DocumentTable.FILE);
    Optional<String> texts = texts();
    texts.ifPresent(names::add);
    if (described.documentsSha256().isEmpty()
        || (texts.isPresent() && described.textsSha256().isEmpty())) {
      throw new IOException(
          "%s does not say the hashes of all files, so that a copy could not be checked: make the dataset anew, or copy it to a folder yourself"
              .formatted(file));
    }
    Map<String, Long> sizes = new LinkedHashMap<>();
    for (String name : names) {
      try {
        sizes.put(name, Files.size(there.resolve(name)));
      } catch (NoSuchFileException e) {
        throw new IOException(there + " is not a whole dataset: it has no " + name, e);
      } catch (IOException e) {
        throw FileErrors.explain("reading " + there.resolve(name), e);
      }
    }
    return sizes;
  }

  private Optional<String> texts() {
    return Texts.NAMES.stream().filter(name -> Files.exists(there.resolve(name))).findFirst();
  }

  private void copy(byte[] manifest, Map<String, Long> sizes, long bytes) throws IOException {
    try (StagedDirectory staged =
        StagedDirectory.begin(entry.dataset(), false, DatasetManifest.DIRECTORY)) {
      try (Monitor.Work work = monitor.begin("copy", "bytes")) {
        long done = 0;
        for (Map.Entry<String, Long> file : sizes.entrySet()) {
          copy(file.getKey(), file.getValue(), staged.path(), done, bytes, work);
          done += file.getValue();
        }
      }
      Path here = staged.path().resolve(DatasetManifest.FILE);
      try (FileChannel out = written(here)) {
        write(ByteBuffer.wrap(manifest), out, here);
        force(out, here);
      }
      try {
        entry.verified(staged.path(), monitor);
      } catch (IOException e) { // named as whoever can mend it knows it
        String words = FileErrors.reason(e);
        throw new IOException(words.replace(staged.path().toString(), there.toString()), e);
      }
      staged.commit();
    }
    entry.recordWhole(there, CacheEntry.stamps(entry.dataset()));
  }

  private void copy(String name, long size, Path into, long before, long total, Monitor.Work work)
      throws IOException {
    Path from = there.resolve(name);
    Path to = into.resolve(name);
    try (InputStream in = Files.newInputStream(from);
        FileChannel out = written(to)) {
      byte[] block = new byte[BLOCK];
      long done = 0;
      for (int read; (read = read(in, block, from)) >= 0; done += read) {
        write(ByteBuffer.wrap(block, 0, read), out, to);
        work.update(before + done + read, total);
      }
      if (done != size) {
        throw new IOException(
            "%s ended after %d of %d bytes: it was changed while it was copied"
                .formatted(from, done, size));
      }
      force(out, to);
    }
  }

  private static FileChannel written(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private static int read(InputStream in, byte[] block, Path from) throws IOException {
    try {
      return in.read(block);
    } catch (IOException e) {
      throw FileErrors.explain("reading " + from, e);
    }
  }

  private void write(ByteBuffer bytes, FileChannel out, Path to) throws IOException {
    try {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw FileErrors.explainWriting("copying %s to %s".formatted(there, to), to, e);
    }
  }

  /** A disk that is full, or a quota, may show only now. */
  private void force(FileChannel out, Path to) throws IOException {
    try {
      out.force(true);
    } catch (IOException e) {
      throw FileErrors.explainWriting("copying %s to %s".formatted(there, to), to, e);
    }
  }
}
