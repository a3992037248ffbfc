package dev.nextvec.data;

import dev.nextvec.internal.file.FileErrors;
import dev.nextvec.internal.file.FileSink;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.file.StagedDirectory;
import dev.nextvec.progress.Progress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
      List<String> names = new ArrayList<>();
      for (Path part : vectors) {
        names.add(options.shardName(names.size()));
        place(part, directory.path().resolve(names.getLast()));
      }
      long rows;
      String hash;
      try (MappedVectors all = MappedVectors.open(files(directory.path(), names))) {
        rows = all.rows();
        requireRows(rows);
        hash = all.sha256(progress);
      }
      String textsHash = joinTexts(directory.path().resolve(Texts.GZIPPED));
      new DatasetDescription(directory.path(), options, FileSink.DISK)
          .write(documents, names, rows, hash, Optional.of(textsHash), account);
      directory.commit();
      return new DatasetInfo(
          target, documents.size(), rows, options.dimension(), options.type(), hash);
    } catch (IOException e) {
      throw FileErrors.explainWriting("writing dataset " + target, target, e);
    }
  }

  private static List<Path> files(Path directory, List<String> names) {
    return names.stream().map(directory::resolve).toList();
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
