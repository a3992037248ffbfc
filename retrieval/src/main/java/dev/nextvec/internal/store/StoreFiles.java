package dev.nextvec.internal.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/**
 * What a store says of itself in each of Lucene's commits.
 *
 * @param encoder what makes its vectors
 * @param dimension of its vectors; 0 before the first one
 */
record StoreFiles(String encoder, int dimension) {
  private static final String KIND = "kind";
  private static final String OWN = "nextvec-store";
  private static final String FORMAT = "format";
  private static final String NEWEST = "1";
  private static final String ENCODER = "encoder";
  private static final String DIMENSION = "dimension";

  /** What Lucene leaves where it was stopped before its first commit. */
  private static final Pattern BEGUN = Pattern.compile("write\\.lock|pending_segments_\\w+|_.*");

  Map<String, String> written() {
    Map<String, String> written = new TreeMap<>();
    written.put(KIND, OWN);
    written.put(FORMAT, NEWEST);
    written.put(ENCODER, encoder);
    written.put(DIMENSION, Integer.toString(dimension));
    return written;
  }

  StoreFiles withDimension(int known) {
    return new StoreFiles(encoder, known);
  }

  /** Opens the folder of a store, or makes it; refuses what is there and is none. */
  static FSDirectory folder(Path path) throws IOException {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new IOException(path + " is a file: a store is a folder, so name another");
    }
    Files.createDirectories(path);
    FSDirectory directory = FSDirectory.open(path);
    if (!DirectoryReader.indexExists(directory)) {
      Optional<String> other = other(path);
      if (other.isPresent()) {
        directory.close();
        throw new IOException(
            "%s holds `%s` and no store: name an empty folder, or one that does not exist"
                .formatted(path, other.get()));
      }
    }
    return directory;
  }

  private static Optional<String> other(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> !BEGUN.matcher(name).matches())
          .sorted()
          .findFirst();
    }
  }

  /**
   * Reads what the last commit says, and every file against its checksum.
   *
   * @return empty where nothing was committed yet
   */
  static Optional<StoreFiles> read(Directory directory, String path) throws IOException {
    if (!DirectoryReader.indexExists(directory)) {
      return Optional.empty();
    }
    Map<String, String> said;
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      said = SegmentInfos.readLatestCommit(directory).getUserData();
      for (LeafReaderContext part : reader.leaves()) {
        part.reader().checkIntegrity();
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException(
          "%s is damaged, or was changed by something else: take it from a copy, or make it again"
              .formatted(path),
          e);
    }
    if (!OWN.equals(said.get(KIND))) {
      throw new IOException(
          path + " is an index of Lucene but no store: name an empty folder, or another");
    }
    if (!NEWEST.equals(said.get(FORMAT))) {
      throw new IOException(
          "%s has format %s, and this version of Nextvec reads %s: take a newer one"
              .formatted(path, said.get(FORMAT), NEWEST));
    }
    return Optional.of(
        new StoreFiles(said.getOrDefault(ENCODER, ""), Integer.parseInt(said.get(DIMENSION))));
  }

  /** Refuses vectors of another encoder. */
  void requireEncoder(String other, String path) {
    if (!encoder.equals(other)) {
      throw new IllegalArgumentException(
          "the vectors in %s are of `%s` and cannot be compared with those of `%s`"
              .formatted(path, encoder, other));
    }
  }

  /** Refuses vectors of another length. */
  void requireLength(String who, int length) {
    if (dimension != 0 && length != dimension) {
      throw new IllegalArgumentException(
          "%s has %d numbers but the vectors of the store have %d"
              .formatted(who, length, dimension));
    }
  }
}
