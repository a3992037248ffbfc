package dev.nextvec.eval;

import dev.nextvec.provenance.Provenance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The results of one recipe, or one baseline, on the folds of a cross-validation as one result: the
 * scores and ranks of all windows, each by the model that had not seen its document.
 */
public final class PooledResult {
  /** Where row i of the pooled arrays comes from. */
  private record FoldRow(int fold, int row) {}

  private final List<TestResult> folds;
  private final List<FoldRow> places;

  private PooledResult(List<TestResult> folds) {
    this.folds = folds;
    this.places =
        IntStream.range(0, folds.size())
            .boxed()
            .flatMap(
                fold ->
                    IntStream.range(0, folds.get(fold).scores().size())
                        .mapToObj(row -> new FoldRow(fold, row)))
            .sorted(
                Comparator.comparingInt(
                    place -> folds.get(place.fold()).scores().windows()[place.row()]))
            .toList();
  }

  /**
   * Pools what was measured on test windows. All else, such as cost, speed and validation cosine,
   * is the first fold's, whose model stands for all.
   *
   * @param folds one result for each fold, on windows that no other has
   * @param provenance of the pooled figures
   * @throws IllegalArgumentException if two folds share a window, or one ranked only some
   */
  public static TestResult of(List<TestResult> folds, Provenance provenance) {
    return new PooledResult(List.copyOf(folds)).pooled(provenance);
  }

  private TestResult pooled(Provenance provenance) {
    TestResult first = folds.getFirst();
    return new TestResult(
        first.name(),
        folds.stream().map(TestResult::key).collect(Collectors.joining(" ")),
        provenance,
        scores(),
        new RetrievalRanks(ranks(Pool.DOCUMENT), ranks(Pool.TEST), ranks(Pool.CORPUS)),
        new Skill(
            mean(result -> result.linearAverage().mse()),
            mean(result -> result.linearAverage().normalisedMse())),
        first.validationCosine(),
        first.cost(),
        first.speed(),
        first.fitSeconds());
  }

  private WindowScores scores() {
    int[] windows = integers(result -> result.scores().windows());
    for (int i = 1; i < windows.length; i++) {
      if (windows[i] == windows[i - 1]) {
        throw new IllegalArgumentException(
            "window %d was tested on in two folds".formatted(windows[i]));
      }
    }
    return new WindowScores(
        windows,
        integers(result -> result.scores().documents()),
        floats(result -> result.scores().cosine()),
        floats(result -> result.scores().meanRemovedCosine()),
        floats(result -> result.scores().squaredError()),
        floats(result -> result.scores().normalisedSquaredError()));
  }

  private Ranks ranks(Pool pool) {
    for (TestResult result : folds) {
      if (result.retrieval().size() != result.scores().size()) {
        throw new IllegalArgumentException(
            "a fold has scores of %d windows but ranks of %d"
                .formatted(result.scores().size(), result.retrieval().size()));
      }
    }
    return new Ranks(
        integers(result -> result.retrieval().in(pool).above()),
        integers(result -> result.retrieval().in(pool).ties()),
        integers(result -> result.retrieval().in(pool).identical()),
        integers(result -> result.retrieval().in(pool).candidates()));
  }

  /** A mean over windows, from the means of the folds. */
  private double mean(ToDoubleFunction<TestResult> figure) {
    double sum = 0;
    for (TestResult result : folds) {
      sum += figure.applyAsDouble(result) * result.scores().size();
    }
    return sum / places.size();
  }

  private int[] integers(Function<TestResult, int[]> column) {
    List<int[]> columns = new ArrayList<>();
    folds.forEach(result -> columns.add(column.apply(result)));
    return places.stream().mapToInt(place -> columns.get(place.fold())[place.row()]).toArray();
  }

  private float[] floats(Function<TestResult, float[]> column) {
    List<float[]> columns = new ArrayList<>();
    folds.forEach(result -> columns.add(column.apply(result)));
    float[] values = new float[places.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = columns.get(places.get(i).fold())[places.get(i).row()];
    }
    return values;
  }
}
