package dev.nextvec.data;

import dev.nextvec.internal.npy.NpyArray;
import dev.nextvec.internal.npy.NpyType;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.progress.Progress;
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
 * @param table what names the documents, for messages
 * @param documents their documents
 * @param notes which of their fields are not kept
 * @param boundariesKnown whether these are true ones
 * @param texts the text of every row, if kept
 * @param encoder what made the vectors, if recorded
 * @param before options that a dataset was made with, where they come from one
 */
record RowsImport(
    SourceRows rows,
    Path table,
    List<Document> documents,
    List<String> notes,
    boolean boundariesKnown,
    Optional<Texts> texts,
    Optional<EncoderFingerprint> encoder,
    List<String> before) {
  private static final int BLOCK_VALUES = 1 << 20;

  /** Rows of vectors of any element type. */
  private record SourceRows(
      String where, long count, int dimension, NpyType type, RowsReader reader, Numbers numbers) {
    /** Copies rows as float32. */
    @FunctionalInterface
    interface RowsReader {
      void read(long first, int count, float[] into, int offset);
    }

    /** One component in full precision. */
    @FunctionalInterface
    interface Numbers {
      double at(long row, int component);
    }

    static SourceRows of(NpyArray array) throws IOException {
      if (array.shape().size() != 2 || array.rowLength() == 0) {
        throw new IOException(
            "%s has shape %s: expected [chunks, dimension]%s"
                .formatted(
                    array.where(),
                    array.header().shapeText(),
                    array.shape().size() == 3
                        ? "; windows [N, context, dimension] are imported with their targets from"
                            + " an .npz archive"
                        : ""));
      }
      if (array.rows() == 0) {
        throw new IOException(array.where() + " has no rows: there is nothing to import");
      }
      array.requireFloats();
      return new SourceRows(
          array.where(),
          array.rows(),
          array.rowLength(),
          array.header().type(),
          array::floats,
          array::number);
    }

    static SourceRows of(Dataset dataset) {
      MappedVectors vectors = dataset.vectors();
      return new SourceRows(
          dataset.path().toString(),
          vectors.rows(),
          vectors.dimension(),
          vectors.elementType(),
          vectors::read,
          (row, component) -> vectors.read(row)[component]);
    }
  }

  static RowsImport ofDirectory(Path directory) throws IOException {
    Path table = directory.resolve(DocumentTable.FILE);
    if (Files.exists(directory.resolve(DatasetManifest.FILE))) {
      Dataset dataset = Dataset.open(directory);
      return new RowsImport(
          SourceRows.of(dataset),
          table,
          dataset.documents(),
          dataset.documentNotes(),
          dataset.documentBoundariesKnown(),
          dataset.texts(),
          dataset.encoder(),
          dataset.account().options());
    }
    Path vectors = directory.resolve("vectors.npy");
    if (!Files.isRegularFile(vectors)) {
      throw new IOException(directory + " is not a dataset: it has no vectors.npy");
    }
    SourceRows rows = SourceRows.of(NpyArray.open(vectors));
    DocumentTable read = DocumentTable.read(table, rows.count());
    return new RowsImport(
        rows,
        table,
        read.documents(),
        read.notes(),
        true,
        Texts.find(directory, rows.count(), Optional.empty()),
        Optional.empty(),
        List.of());
  }

  static RowsImport ofArray(Path file, Optional<Path> table) throws IOException {
    SourceRows rows = SourceRows.of(NpyArray.open(file));
    Path beside = file.resolveSibling(DocumentTable.FILE);
    Optional<Path> used = table.isPresent() || !Files.exists(beside) ? table : Optional.of(beside);
    Optional<Texts> texts =
        Texts.find(file.toAbsolutePath().resolveSibling(""), rows.count(), Optional.empty());
    if (used.isEmpty()) {
      Document all = new Document(file.getFileName().toString(), "", 0, rows.count());
      return new RowsImport(
          rows, beside, List.of(all), List.of(), false, texts, Optional.empty(), List.of());
    }
    DocumentTable read = DocumentTable.read(used.get(), rows.count());
    return new RowsImport(
        rows, used.get(), read.documents(), read.notes(), true, texts, Optional.empty(), List.of());
  }

  ImportReport run(Path target, ImportOptions options, Progress progress) throws IOException {
    List<String> warnings = new ArrayList<>(notes);
    if (!boundariesKnown) {
      warnings.add(
          "Where documents begin and end is not known, so windows may cross from one into the next"
              + " and a split that cannot leak is impossible. Give a document table for both.");
    }
    long unused = requireCovered(options);
    List<String> empty = new ArrayList<>();
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
          empty.add(document.id());
          continue;
        }
        written.begin(document.id(), document.title(), document.group(), document.fields());
        copy(document, values, block, written, progress);
        written.end();
      }
      return written.finish(
          warnings, new ImportReport.LeftOut(unused, empty, List.of(), 0), before);
    }
  }

  /** How many rows are in no document, if that was allowed. */
  private long requireCovered(ImportOptions options) throws IOException {
    long next = 0;
    long unused = 0;
    String first = "";
    for (Document document : documents) {
      unused += document.first() - next;
      first = first.isEmpty() && document.first() > next ? "row " + next : first;
      next = document.end();
    }
    unused += rows.count() - next;
    if (unused > 0 && !options.partial()) {
      throw new IOException(
          "%s names documents for %d of the %d rows of %s; %s is the first that belongs to none: complete the table, or leave such rows out with %s"
              .formatted(
                  table,
                  rows.count() - unused,
                  rows.count(),
                  rows.where(),
                  first.isEmpty() ? "row " + next : first,
                  Setting.PARTIAL));
    }
    return unused;
  }

  private void copy(
      Document document, float[] values, int block, ImportTarget written, Progress progress)
      throws IOException {
    long end = document.end();
    for (long first = document.first(); first < end; first += block) {
      int count = (int) Math.min(block, end - first);
      rows.reader().read(first, count, values, 0);
      written.add(texts(first, count), values, 0, count, origin(first));
      progress.update(first + count, rows.count());
    }
  }

  private ImportTarget.Origin origin(long start) {
    return new ImportTarget.Origin() {
      @Override
      public String name(int row) {
        return rows.where() + " row " + (start + row);
      }

      @Override
      public double number(int row, int component) {
        return rows.numbers().at(start + row, component);
      }
    };
  }

  private List<String> texts(long first, int count) throws IOException {
    List<String> found = new ArrayList<>();
    for (int i = 0; texts.isPresent() && i < count; i++) {
      found.add(texts.get().text(first + i));
    }
    return found;
  }
}
