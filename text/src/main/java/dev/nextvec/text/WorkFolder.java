package dev.nextvec.text;

import dev.nextvec.data.DatasetOptions;
import dev.nextvec.internal.file.Addresses;
import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.file.FileErrors;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.file.Upload;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The folder in which processes share the work of one encoding. A file is there whole or not at
 * all; two that make the same one, on whatever machines, make the same bytes.
 *
 * @param path one path for all machines, or an address
 */
record WorkFolder(Path path) {
  private static final String UNFINISHED = ".part-";

  /** Fills a file that is not there yet. */
  interface Filling {
    void fill(Path temporary) throws IOException;
  }

  /**
   * Beside the dataset to be made. Where nobody can hold a lock each work has a folder of its own,
   * so that no file of one is ever taken for another's.
   *
   * @param settings what the work is, as bytes
   */
  static WorkFolder of(Path target, byte[] settings) {
    Path place = target.toAbsolutePath().normalize();
    String work = Addresses.isHere(target) ? "" : "-" + new Sha256().add(settings).hex();
    return new WorkFolder(place.resolveSibling(prefix(place) + work));
  }

  private static String prefix(Path place) {
    return "." + place.getFileName() + ".encoding";
  }

  /**
   * Removes the folders of other works for the same dataset.
   *
   * @return how many
   */
  int removeOthers(Path target) throws IOException {
    Path place = target.toAbsolutePath().normalize();
    Pattern work = Pattern.compile(Pattern.quote(prefix(place) + "-") + "[0-9a-f]{64}");
    int removed = 0;
    for (Path other : list(place.resolveSibling(""), "*")) {
      if (!other.equals(path) && work.matcher("" + other.getFileName()).matches()) {
        new WorkFolder(other).remove();
        removed++;
      }
    }
    return removed;
  }

  /** What everybody must know. */
  Path settings() {
    return path.resolve("job.json");
  }

  /** Held by who shares the work out. */
  Path lock() {
    return path.resolve("lock");
  }

  /** Where the chunks of each row stand. */
  Path plan() {
    return path.resolve("plan.json");
  }

  /** What was found in a piece of the corpus; there when everything else of the piece is. */
  Path piece(int piece) {
    return numbered("cut", piece, ".json");
  }

  /** A line for each id, also of files that turned out to be bad. */
  Path ids(int piece) {
    return numbered("cut", piece, ".ids.jsonl");
  }

  /** A line for each document. */
  Path documents(int piece) {
    return numbered("cut", piece, ".documents.jsonl");
  }

  /** A line for each chunk. */
  Path chunks(int piece) {
    return numbered("cut", piece, ".chunks.jsonl");
  }

  /** 16 bytes for each chunk, by which its text is recognised. */
  Path keys(int piece) {
    return numbered("cut", piece, ".keys");
  }

  /** The rows of a shard whose text stands in an earlier window, and the rows it stands in. */
  Path repeats(int shard) {
    return numbered("shard", shard, ".repeats");
  }

  /** What was found while encoding a shard; there when everything else of the shard is. */
  Path encoded(int shard) {
    return numbered("shard", shard, ".json");
  }

  /** The vectors of a shard; zeros where a text is repeated. */
  Path vectors(int shard) {
    return numbered("shard", shard, ".npy");
  }

  /** The vectors of a shard with repeated ones. */
  Path filled(int shard) {
    return numbered("shard", shard, ".filled.npy");
  }

  /** Where the dataset is put together, on a file system that knows no second names. */
  Path dataset() {
    return path.resolve("dataset");
  }

  /** The vectors of a shard in it. */
  Path placed(int shard) {
    return dataset().resolve(DatasetOptions.shardFile(shard));
  }

  /**
   * Where a file of vectors is now.
   *
   * @param made where it was made
   */
  Path now(Path made, int shard) {
    return !Files.exists(made) && Files.exists(placed(shard)) ? placed(shard) : made;
  }

  /** The lines of the texts of a shard as gzip. */
  Path texts(int shard) {
    return numbered("shard", shard, ".jsonl.gz");
  }

  private Path numbered(String kind, int number, String extension) {
    return path.resolve(String.format(Locale.ROOT, "%s-%05d%s", kind, number, extension));
  }

  /**
   * Makes a file under a name of its own, puts it on the disk and gives it its name; one of another
   * file system is made on this machine and copied.
   *
   * @throws IOException if that fails; of a disk that takes no more, naming the file
   */
  static void make(Path file, Filling filling) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + UNFINISHED + UUID.randomUUID());
    if (!Addresses.isHere(file)) {
      copy(file, temporary, filling);
      return;
    }
    try {
      filling.fill(temporary);
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw FileErrors.isDiskFull(e) ? FileErrors.explainWriting("writing " + file, file, e) : e;
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void copy(Path file, Path temporary, Filling filling) throws IOException {
    Path scratch = Files.createTempDirectory("nextvec-");
    Path whole = scratch.resolve("whole");
    try {
      filling.fill(whole);
      new Upload(whole).to(file, temporary);
    } catch (IOException e) {
      throw FileErrors.isDiskFull(e) ? FileErrors.explainWriting("writing " + file, whole, e) : e;
    } finally {
      Files.deleteIfExists(whole);
      Files.deleteIfExists(scratch);
    }
  }

  /** The same with a stream. */
  static void write(Path file, AtomicFile.Content content) throws IOException {
    make(
        file,
        temporary -> {
          try (FileChannel channel =
                  FileChannel.open(
                      temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
              OutputStream out =
                  new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
            content.writeTo(out);
          }
        });
  }

  /** Removes what killed processes left half-written. */
  void sweep() throws IOException {
    removeAll("*" + UNFINISHED + "*");
  }

  /** Removes all that was done, but not the lock. */
  void clear() throws IOException {
    removeAll("{cut-,shard-,job,plan}*");
  }

  /** Removes it with all that is in it. */
  void remove() throws IOException {
    remove(path);
  }

  private static void remove(Path file) throws IOException {
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      for (Path each : list(file, "*")) {
        remove(each);
      }
    }
    Files.deleteIfExists(file);
  }

  private void removeAll(String glob) throws IOException {
    for (Path file : list(path, glob)) {
      Files.deleteIfExists(file);
    }
  }

  private static List<Path> list(Path folder, String glob) throws IOException {
    List<Path> all = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
      files.forEach(all::add);
    }
    return all;
  }
}
