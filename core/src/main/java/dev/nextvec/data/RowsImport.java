package dev.nextvec.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Imports vectors that are one row for each chunk already.
 *
 * @param rows where the vectors come from
 * @param documents their documents
 * @param boundariesKnown whether these are true ones
 * @param texts the text of every row, if kept
 * @param encoder what made the vectors, if recorded
 */
record RowsImport(
    Rows rows,
    List<Document> documents,
    boolean boundariesKnown,
    Optional<Texts> texts,
    Optional<EncoderFingerprint> encoder) {
  private static final int BLOCK_VALUES = 1 << 20;

  /** Rows of vectors of any element type. */
  private record Rows(String where, long count, int dimension, NpyType type, Reader reader) {
    /** Copies rows as float32. */
    @FunctionalInterface
    interface Reader {
      void read(long first, int count, float[] into, int offset);
    }

    static Rows of(NpyArray array) throws IOException {
      if (array.shape().size() != 2 || array.rowLength() == 0) {
        throw new IOException(
            "%s has shape %s: expected [chunks, dimension]"
                .formatted(array.where(), array.header().shapeText()));
      }
      if (!array.header().type().isFloat()) {
        throw new IOException(
            "%s has dtype %s: expected float16, float32 or float64"
                .formatted(array.where(), array.header().type().description()));
      }
      return new Rows(
          array.where(), array.rows(), array.rowLength(), array.header().type(), array::floats);
    }

    static Rows of(Dataset dataset) {
      MappedVectors vectors = dataset.vectors();
      return new Rows(
          dataset.path().toString(),
          vectors.rows(),
          vectors.dimension(),
          vectors.elementType(),
          vectors::read);
    }
  }

  static RowsImport ofDirectory(Path directory) throws IOException {
    if (Files.exists(directory.resolve(DatasetManifest.FILE))) {
      Dataset dataset = Dataset.open(directory);
      return new RowsImport(
          Rows.of(dataset),
          dataset.documents(),
          dataset.documentBoundariesKnown(),
          dataset.texts(),
          dataset.encoder());
    }
    Path vectors = directory.resolve("vectors.npy");
    if (!Files.isRegularFile(vectors)) {
      throw new IOException(directory + " is not a dataset: it has no vectors.npy");
    }
    Rows rows = Rows.of(NpyArray.open(vectors));
    return new RowsImport(
        rows,
        DocumentTable.read(directory.resolve(DocumentTable.FILE), rows.count()).documents(),
        true,
        Texts.find(directory, rows.count(), Optional.empty()),
        Optional.empty());
  }

  static RowsImport ofArray(Path file, Optional<Path> table) throws IOException {
    Rows rows = Rows.of(NpyArray.open(file));
    Path beside = file.resolveSibling(DocumentTable.FILE);
    Optional<Path> used = table.isPresent() || !Files.exists(beside) ? table : Optional.of(beside);
    List<Document> documents =
        used.isPresent()
            ? DocumentTable.read(used.get(), rows.count()).documents()
            : List.of(new Document(file.getFileName().toString(), "", 0, rows.count()));
    return new RowsImport(rows, documents, used.isPresent(), Optional.empty(), Optional.empty());
  }

  ImportReport run(Path target, ImportOptions options, Progress progress) throws IOException {
    List<String> warnings = new ArrayList<>();
    if (!boundariesKnown) {
      warnings.add(
          "Where documents begin and end is not known, so windows may cross from one into the next"
              + " and a split that cannot leak is impossible. Give a document table for both.");
    }
    int block = Math.max(1, BLOCK_VALUES / rows.dimension());
    float[] values = new float[Math.multiplyExact(block, rows.dimension())];
    try (ImportTarget written =
        ImportTarget.create(
            target,
            options,
            rows.where(),
            rows.dimension(),
            rows.type(),
            boundariesKnown,
            encoder)) {
      for (Document document : documents) {
        if (document.count() == 0) {
          warnings.add("Document `" + document.id() + "` is empty and was left out.");
          continue;
        }
        written.begin(document.id(), document.title(), document.group());
        copy(document, values, block, written, progress);
        written.end();
      }
      return written.finish(warnings);
    }
  }

  private void copy(
      Document document, float[] values, int block, ImportTarget written, Progress progress)
      throws IOException {
    long end = document.first() + document.count();
    for (long first = document.first(); first < end; first += block) {
      int count = (int) Math.min(block, end - first);
      rows.reader().read(first, count, values, 0);
      long start = first;
      written.add(
          texts(first, count), values, 0, count, row -> rows.where() + " row " + (start + row));
      progress.update(first + count, rows.count());
    }
  }

  private List<String> texts(long first, int count) throws IOException {
    List<String> found = new ArrayList<>();
    for (int i = 0; texts.isPresent() && i < count; i++) {
      found.add(texts.get().text(first + i));
    }
    return found;
  }
}
