package dev.nextvec.text;

import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.file.FileErrors;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.UUID;

/**
 * The folder in which processes share the work of one encoding. A file is there whole or not at
 * all; two that make the same one, on whatever machines, make the same bytes.
 *
 * @param path one path for all machines
 */
record WorkFolder(Path path) {
  private static final String UNFINISHED = ".part-";

  /** Fills a file that is not there yet. */
  interface Filling {
    void fill(Path temporary) throws IOException;
  }

  /** Beside the dataset to be made. */
  static WorkFolder of(Path target) {
    Path place = target.toAbsolutePath().normalize();
    return new WorkFolder(place.resolveSibling("." + place.getFileName() + ".encoding"));
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

  /** The lines of the texts of a shard as gzip. */
  Path texts(int shard) {
    return numbered("shard", shard, ".jsonl.gz");
  }

  private Path numbered(String kind, int number, String extension) {
    return path.resolve(String.format(Locale.ROOT, "%s-%05d%s", kind, number, extension));
  }

  /**
   * Makes a file under a name of its own, puts it on the disk and gives it its name.
   *
   * @throws IOException if that fails; of a disk that takes no more, naming the file
   */
  static void make(Path file, Filling filling) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + UNFINISHED + UUID.randomUUID());
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

  private void removeAll(String glob) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path, glob)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }
}
