package dev.nextvec.internal.workflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.eval.Batch;
import dev.nextvec.internal.eval.Measuring;
import dev.nextvec.internal.eval.RunEvaluation;
import dev.nextvec.internal.eval.WindowOrder;
import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.npy.NpyOutput;
import dev.nextvec.internal.report.RunNames;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.Predictor;
import dev.nextvec.progress.Monitor;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Predictions of runs on their test windows, as files that any program reads. */
public final class SavedPredictions {
  /** Where the file beside predictions says that they are to be compared with mapped chunks. */
  static final String MAP = "candidate_map_sha256";

  private static final String FORMAT = "nextvec-predictions-1";

  private SavedPredictions() {}

  /** Whether a path names one file, not a folder for several. */
  public static boolean isFile(Path path) {
    return !Files.isDirectory(path) && path.toString().toLowerCase(Locale.ROOT).endsWith(".npy");
  }

  /**
   * Where the predictions of each run go.
   *
   * @param path a file whose name ends in {@code .npy}, or a folder
   */
  public static List<Path> places(Path path, List<RunDirectory> runs) {
    if (isFile(path)) {
      return List.of(path);
    }
    List<String> names = RunNames.of(runs);
    return IntStream.range(0, names.size())
        .mapToObj(i -> path.resolve(names.get(i).replaceAll("[/\\\\:]", "-") + ".npy"))
        .toList();
  }

  /**
   * All files that are written, with those that say which windows the predictions are of.
   *
   * @param path a file whose name ends in {@code .npy}, or a folder
   */
  public static List<Path> files(Path path, List<RunDirectory> runs) {
    return places(path, runs).stream()
        .flatMap(place -> Stream.of(place, GivenPredictions.sidecar(place)))
        .toList();
  }

  /**
   * Writes what a run predicts for its test windows, as its test scores it, in float32 and not
   * brought to unit length, with a JSON file beside it that says which windows these are.
   *
   * @param dataset the data the run was trained on
   */
  public static void write(
      RunDirectory run, Dataset dataset, Engine engine, Path file, Monitor monitor)
      throws IOException {
    run.read(
        info -> {
          write(run, info, dataset, engine, file, monitor);
          return file;
        });
  }

  private static void write(
      RunDirectory run, RunInfo info, Dataset dataset, Engine engine, Path file, Monitor monitor)
      throws IOException {
    RunEvaluation.requireSame(run, info, dataset);
    Windows windows = dataset.windows(info.architecture().contextLength());
    Split split = run.split(windows);
    int[] rows = split.test();
    try (Predictor predictor = run.load(engine, info);
        Monitor.Work work = monitor.begin("save predictions of " + run.name(), "windows")) {
      AtomicFile.writeWithFolders(
          file,
          out -> {
            NpyOutput array = NpyOutput.floats(out, rows.length, windows.dimension());
            Rows written = new Rows(array, work, rows.length);
            try {
              Measuring.predictions(predictor, windows, rows, written::add);
            } catch (UncheckedIOException e) {
              throw e.getCause();
            }
            array.finish();
          });
    }
    dataset.requireUnchanged();
    ObjectNode json = WindowOrder.json(FORMAT, dataset, split, "test", rows);
    json.put("model", run.name()).put("predictions_sha256", Sha256.ofFile(file));
    ModelFile.read(run.model(info)).candidates().ifPresent(map -> json.put(MAP, map.sha256()));
    AtomicFile.writeString(GivenPredictions.sidecar(file), json.toPrettyString() + "\n");
  }

  private record Rows(NpyOutput array, Monitor.Work work, int all) {
    void add(Batch batch) {
      try {
        array.add(batch.raw(), batch.count() * batch.dimension());
        work.update(batch.from() + (long) batch.count(), all);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
