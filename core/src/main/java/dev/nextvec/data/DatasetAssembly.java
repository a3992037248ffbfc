package dev.nextvec.data;

import dev.nextvec.internal.file.FileErrors;
import dev.nextvec.internal.file.FileSink;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.file.StagedDirectory;
import dev.nextvec.internal.npy.NpyHeader;
import dev.nextvec.internal.npy.NpyRows;
import dev.nextvec.internal.npy.NpyType;
import dev.nextvec.progress.Progress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * Makes one dataset of parts that were made apart, byte for byte what a {@link DatasetWriter} would
 * have written of the same vectors and texts. The parts stay where they are.
 *
 * @param options with {@code shardRows} the rows of every part but the last
 * @param vectors NPY files, in order
 * @param texts the lines of the texts of each part as gzip, in the same order
 * @param documents in the order of their rows
 */
public record DatasetAssembly(
    DatasetOptions options, List<Path> vectors, List<Path> texts, List<Document> documents) {
  private static final int BLOCK = 1 << 20;

  public DatasetAssembly {
    vectors = List.copyOf(vectors);
    texts = List.copyOf(texts);
    documents = List.copyOf(documents);
  }

  /**
   * Makes sure that a dataset could be put here.
   *
   * @throws IOException if {@code target} is there and must not be replaced
   */
  public static void requireFree(Path target, boolean overwrite) throws IOException {
    StagedDirectory.requireFree(target, overwrite, DatasetManifest.DIRECTORY);
  }

  /**
   * Puts the dataset in its place, whole or not at all.
   *
   * @param account what went into each step that made it
   * @param progress told the bytes hashed
   * @throws IOException if a part is missing or damaged, the parts do not make up the documents, or
   *     {@code target} cannot be written
   */
  public DatasetInfo write(Path target, Account account, Progress progress) throws IOException {
    try (StagedDirectory directory =
        StagedDirectory.begin(target, options.overwrite(), DatasetManifest.DIRECTORY)) {
      for (int i = 0; i < vectors.size(); i++) {
        place(vectors.get(i), directory.path().resolve(options.shardName(i)));
      }
      DatasetInfo info = describe(directory.path(), target, account, progress);
      directory.commit();
      return info;
    } catch (IOException e) {
      throw FileErrors.explainWriting("writing dataset " + target, target, e);
    }
  }

  /**
   * The same on another file system, where a file has no second name: the parts are moved, and stay
   * in the directory if it is not finished. The manifest is written last, and then the directory is
   * renamed, in one step where the file system can.
   *
   * @param directory on the file system of the parts and of {@code target}; begun perhaps by one
   *     that was killed
   */
  public DatasetInfo write(Path directory, Path target, Account account, Progress progress)
      throws IOException {
    try {
      Files.createDirectories(directory);
      for (int i = 0; i < vectors.size(); i++) {
        Path name = directory.resolve(options.shardName(i));
        if (!name.equals(vectors.get(i))) {
          Files.move(vectors.get(i), name, StandardCopyOption.REPLACE_EXISTING);
        }
      }
      DatasetInfo info = describe(directory, target, account, progress);
      Files.move(directory, target);
      requireOutside(directory, target);
      return info;
    } catch (IOException e) {
      throw FileErrors.explain("writing dataset " + target, e);
    }
  }

  /** A directory that came to be there meanwhile is not replaced: HDFS moves into it. */
  private static void requireOutside(Path directory, Path target) throws IOException {
    Path within = target.resolve(String.valueOf(directory.getFileName()));
    if (Files.exists(within)) {
      throw new IOException(
          "another command made %s meanwhile, and the dataset is in %s: move it to another place"
              .formatted(target, within));
    }
  }

  /** Writes everything but the vectors, which are there. */
  private DatasetInfo describe(Path directory, Path target, Account account, Progress progress)
      throws IOException {
    List<String> names = IntStream.range(0, vectors.size()).mapToObj(options::shardName).toList();
    List<Path> files = names.stream().map(directory::resolve).toList();
    List<NpyHeader> headers = headers(files);
    long rows = headers.stream().mapToLong(header -> header.shape().getFirst()).sum();
    requireRows(rows);
    String hash = MappedVectors.sha256(files, headers, progress);
    String textsHash = joinTexts(directory.resolve(Texts.GZIPPED));
    new DatasetDescription(directory, options, FileSink.DISK)
        .write(documents, names, rows, hash, Optional.of(textsHash), account);
    return new DatasetInfo(
        target, documents.size(), rows, options.dimension(), options.type(), hash);
  }

  private List<NpyHeader> headers(List<Path> files) throws IOException {
    List<NpyHeader> headers = new ArrayList<>();
    for (Path file : files) {
      try (NpyRows part = NpyRows.open(file)) {
        if (part.length() != options.dimension()
            || !part.header().type().equals(NpyType.of(options.type()))) {
          throw new IOException(
              "%s %s %s is no part of %s with dimension %d"
                  .formatted(
                      file,
                      part.header().shapeText(),
                      part.header().type().description(),
                      options.type().label(),
                      options.dimension()));
        }
        headers.add(part.header());
      }
    }
    return headers;
  }

  private void requireRows(long rows) throws IOException {
    long wanted = documents.stream().mapToLong(Document::count).sum();
    if (rows != wanted) {
      throw new IOException(
          "the parts hold %d vectors but the documents have %d chunks".formatted(rows, wanted));
    }
  }

  /** A second name costs nothing; where there can be none, a copy. */
  private static void place(Path part, Path name) throws IOException {
    try {
      Files.createLink(name, part);
    } catch (UnsupportedOperationException | IOException e) {
      Files.copy(part, name);
      DatasetDescription.force(name);
    }
  }

  private String joinTexts(Path joined) throws IOException {
    try (OutputStream out = Files.newOutputStream(joined)) {
      for (Path part : texts) {
        Files.copy(part, out);
      }
    }
    DatasetDescription.force(joined);
    Sha256 hash = new Sha256();
    byte[] block = new byte[BLOCK];
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(joined), BLOCK);
        InputStream lines = new GZIPInputStream(raw, 1 << 16)) {
      for (int read; (read = lines.read(block)) >= 0; ) {
        hash.add(block, 0, read);
      }
    }
    return hash.hex();
  }
}
