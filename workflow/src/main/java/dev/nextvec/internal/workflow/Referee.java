package dev.nextvec.internal.workflow;

import dev.nextvec.compare.RunResult;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.RetrievalRanks;
import dev.nextvec.internal.baseline.MeanVector;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.eval.Alignment;
import dev.nextvec.internal.eval.Evaluator;
import dev.nextvec.internal.eval.Measuring;
import dev.nextvec.internal.npy.NpyArray;
import dev.nextvec.progress.Monitor;
import dev.nextvec.provenance.Provenance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Scores predictions of models that are not here, on the test windows of a split and by the same
 * measures as every other row.
 */
final class Referee {
  private static final int BLOCK = 256;

  private final Monitor monitor;
  private final Dataset dataset;
  private final Split split;
  private final Windows windows;

  Referee(Monitor monitor, Dataset dataset, Split split) {
    this.monitor = monitor;
    this.dataset = dataset;
    this.split = split;
    this.windows = dataset.windows(split.contextLength());
  }

  /**
   * Predictions that can be scored.
   *
   * @param order what a reader must know of the order of their rows
   */
  record Admitted(GivenPredictions given, NpyArray array, Optional<String> order)
      implements Evaluator.Source {
    @Override
    public void predict(int from, int count, float[] contexts, float[] raw) {
      array.floats(from, count, raw, 0);
    }
  }

  /** A row, and what a reader must know before trusting it. */
  record Ruling(RunResult result, List<String> notes) {
    Ruling {
      notes = List.copyOf(notes);
    }
  }

  /**
   * Makes sure that predictions are one finite vector other than zero for each test window.
   *
   * @throws IllegalArgumentException saying what they lack
   * @throws IOException if the file cannot be read or is no array of numbers
   */
  Admitted admit(GivenPredictions given) throws IOException {
    NpyArray array = NpyArray.open(given.file());
    Optional<String> unproven = new OrderProof(dataset, split).require(given); // says the most
    List<Long> expected = List.of((long) split.test().length, (long) windows.dimension());
    if (!array.shape().equals(expected)) {
      throw new IllegalArgumentException(
          "`%s`: %s has shape %s but the test part has %d windows of dimension %d: give one prediction for each, shape %s, in the order that `nextvec data windows` writes"
              .formatted(
                  given.name(),
                  given.file(),
                  array.shape(),
                  split.test().length,
                  windows.dimension(),
                  expected));
    }
    if (!array.header().type().isFloat()) {
      throw new IllegalArgumentException(
          "`%s`: %s holds whole numbers (%s): save predictions as float16, float32 or float64"
              .formatted(given.name(), given.file(), array.header().type().description()));
    }
    requireVectors(given, array);
    return new Admitted(given, array, unproven);
  }

  private void requireVectors(GivenPredictions given, NpyArray array) {
    int dimension = windows.dimension();
    float[] block = new float[BLOCK * dimension];
    for (long first = 0; first < array.rows(); first += BLOCK) {
      int count = (int) Math.min(BLOCK, array.rows() - first);
      array.floats(first, count, block, 0);
      for (int i = 0; i < count; i++) {
        requireVector(given, array, first + i, block, i * dimension);
      }
    }
  }

  private void requireVector(
      GivenPredictions given, NpyArray array, long row, float[] block, int at) {
    boolean zero = true;
    for (int d = 0; d < windows.dimension(); d++) {
      float value = block[at + d];
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            "`%s`: %s has %s in row %d, dimension %d%s: repair the predictions"
                .formatted(
                    given.name(),
                    given.file(),
                    array.number(row, d),
                    row,
                    d,
                    Double.isFinite(array.number(row, d)) ? ", too large for float32" : ""));
      }
      zero &= value == 0;
    }
    if (zero) {
      throw new IllegalArgumentException(
          "`%s`: row %d of %s is a zero vector, which has no direction: was it never filled?"
              .formatted(given.name(), row, given.file()));
    }
  }

  /**
   * Scores predictions.
   *
   * @param like ranks of another row on the same windows: saves half the ranking
   */
  Ruling judge(Admitted admitted, Engine engine, RetrievalRanks like) throws IOException {
    String name = admitted.given().name();
    try (Monitor.Work work = monitor.begin("test " + name, "windows")) {
      Measuring.Tested tested =
          Measuring.test(
              name,
              admitted,
              Optional.empty(),
              windows,
              split.test(),
              MeanVector.fit(windows, split.train()).mean(),
              engine,
              Optional.of(like),
              work);
      dataset.requireUnchanged();
      Provenance provenance = Provenance.of(dataset, split, 0, engine.environment());
      List<String> notes = new ArrayList<>();
      admitted.order().ifPresent(notes::add);
      Alignment.doubt(windows, split.test(), admitted)
          .ifPresent(doubt -> notes.add("`%s`: %s".formatted(name, doubt)));
      return new Ruling(
          RunResult.predictions(name, provenance, tested.scores(), tested.retrieval()), notes);
    }
  }
}
