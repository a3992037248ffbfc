package dev.nextvec.internal.workflow;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Document;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.eval.WindowOrder;
import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.file.DirectoryKind;
import dev.nextvec.internal.file.StagedDirectory;
import dev.nextvec.internal.npy.NpyOutput;
import dev.nextvec.progress.Monitor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Writes the windows of a part of a split as a folder that NumPy opens, so that any program can
 * predict them. Memory does not depend on their number; the folder appears whole or not at all.
 */
public final class WindowsExport {
  /** Says which windows these are, in which order. */
  public static final String MANIFEST = "windows.json";

  private static final DirectoryKind DIRECTORY =
      DirectoryKind.of(
          "exported windows",
          MANIFEST,
          "windows\\.json",
          "documents\\.(npy|jsonl)",
          "contexts\\.npy",
          "targets\\.npy",
          "(context|target)_rows\\.npy");

  private static final String FORMAT = "nextvec-windows-1";

  /** A part of a split. */
  public enum Part {
    TRAIN,
    VALIDATION,
    TEST;

    /** The name on every surface. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    private int[] of(Split split) {
      return switch (this) {
        case TRAIN -> split.train();
        case VALIDATION -> split.validation();
        case TEST -> split.test();
      };
    }
  }

  private final Dataset dataset;
  private final Split split;
  private final Part part;
  private final Windows windows;
  private final int[] rows;
  private final Path folder;

  private WindowsExport(Dataset dataset, Split split, Part part, Path folder) {
    this.dataset = dataset;
    this.split = split;
    this.part = part;
    this.windows = dataset.windows(split.contextLength());
    this.rows = part.of(split);
    this.folder = folder;
  }

  /**
   * Makes sure, before anything is opened, that a folder could be written here.
   *
   * @throws IOException if it is there and must not be replaced
   */
  public static void requireFree(Path target, boolean overwrite) throws IOException {
    StagedDirectory.requireFree(target, overwrite, DIRECTORY);
  }

  /**
   * Writes a folder.
   *
   * @param vectors whether to write the vectors themselves, not only their row numbers
   * @param overwrite whether to replace a folder written before
   * @return what {@code windows.json} says
   * @throws IOException if the folder is there and must not be replaced, or writing fails
   */
  public static ObjectNode write(
      Dataset dataset,
      Split split,
      Part part,
      Path target,
      boolean vectors,
      boolean overwrite,
      Monitor monitor)
      throws IOException {
    try (StagedDirectory staged = StagedDirectory.begin(target, overwrite, DIRECTORY)) {
      WindowsExport export = new WindowsExport(dataset, split, part, staged.path());
      ObjectNode manifest = WindowOrder.json(FORMAT, dataset, split, part.key(), export.rows);
      ObjectNode files = manifest.putObject("files");
      try (Monitor.Work work = monitor.begin("write windows", "windows")) {
        if (vectors) {
          export.vectors(files, work);
        } else {
          export.rowNumbers(files);
        }
        export.documents(files);
      }
      dataset.requireUnchanged();
      AtomicFile.writeString(staged.path().resolve(MANIFEST), manifest.toPrettyString() + "\n");
      staged.commit();
      return manifest;
    }
  }

  private void vectors(ObjectNode files, Monitor.Work work) throws IOException {
    int n = windows.contextLength();
    int dimension = windows.dimension();
    AtomicFile.write(
        folder.resolve("contexts.npy"),
        out -> {
          NpyOutput array = NpyOutput.floats(out, rows.length, n, dimension);
          float[] context = new float[n * dimension];
          for (int i = 0; i < rows.length; i++) {
            windows.context(rows[i], context, 0);
            array.add(context, context.length);
            work.update(i + 1L, rows.length);
          }
          array.finish();
        });
    describe(files, "contexts.npy", "the vectors to predict from, oldest first", n, dimension);
    AtomicFile.write(
        folder.resolve("targets.npy"),
        out -> {
          NpyOutput array = NpyOutput.floats(out, rows.length, dimension);
          float[] target = new float[dimension];
          for (int row : rows) {
            windows.target(row, target, 0);
            array.add(target, dimension);
          }
          array.finish();
        });
    describe(files, "targets.npy", "the vectors to predict", dimension);
  }

  private void rowNumbers(ObjectNode files) throws IOException {
    int n = windows.contextLength();
    AtomicFile.write(
        folder.resolve("context_rows.npy"),
        out -> {
          NpyOutput array = NpyOutput.integers(out, rows.length, n);
          for (int row : rows) {
            for (int i = 0; i < n; i++) {
              array.add(windows.firstRow(row) + i);
            }
          }
          array.finish();
        });
    describe(
        files,
        "context_rows.npy",
        "rows of the dataset's vectors to predict from, oldest first",
        n);
    AtomicFile.write(
        folder.resolve("target_rows.npy"),
        out -> {
          NpyOutput array = NpyOutput.integers(out, rows.length);
          for (int row : rows) {
            array.add(windows.targetRow(row));
          }
          array.finish();
        });
    describe(files, "target_rows.npy", "rows of the dataset's vectors to predict");
  }

  /** The document of each window, as a line of a table of those that have any. */
  private void documents(ObjectNode files) throws IOException {
    int[] all = Arrays.stream(rows).map(windows::document).toArray();
    int[] distinct = Arrays.stream(all).sorted().distinct().toArray();
    AtomicFile.write(
        folder.resolve("documents.npy"),
        out -> {
          NpyOutput array = NpyOutput.integers(out, rows.length);
          for (int document : all) {
            array.add(Arrays.binarySearch(distinct, document));
          }
          array.finish();
        });
    describe(files, "documents.npy", "line of documents.jsonl, from 0, for each window");
    AtomicFile.write(
        folder.resolve("documents.jsonl"),
        out -> {
          for (int document : distinct) {
            Document found = windows.documents().get(document);
            ObjectNode line = JsonNodeFactory.instance.objectNode();
            line.put("id", found.id()).put("title", found.title());
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
          }
        });
  }

  private void describe(ObjectNode files, String name, String meaning, int... rest) {
    ObjectNode file = files.putObject(name).put("holds", meaning);
    file.putArray("shape").add(rows.length);
    for (int axis : rest) {
      file.withArray("shape").add(axis);
    }
  }
}
