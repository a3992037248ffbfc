package dev.nextvec.internal.examine;

import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.baseline.LearnedAverage;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.baseline.Persistence;
import dev.nextvec.internal.baseline.Ridge;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.eval.Evaluator;
import dev.nextvec.internal.examine.Ceiling.MeasuredPredictor;
import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.model.Predictor;
import dev.nextvec.progress.Progress;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.vector.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Fits predictors in closed form on training windows and measures them on validation windows. */
final class Prospects {
  /** More windows than this hardly change a closed form, and take long. */
  static final int MOST_TRAIN = 100_000;

  private static final int MOST_VALIDATION = 10_000;
  private static final int MOST_QUERIES = 4000;
  private static final int BATCH = 512;
  private static final int[] PARTS = {8, 4, 2};

  private final Engine engine;
  private final Windows windows;
  private final int[] train;
  private final int[] validation;
  private final int[] documents;
  private final CandidatePool pool;
  private final long seed;
  private final Progress progress;
  private int done;

  /** Both answers. */
  record ProspectsResult(Ceiling ceiling, LearningCurve curve) {}

  Prospects(
      Engine engine,
      Windows windows,
      Split split,
      List<DocumentStretch> stretches,
      long seed,
      Progress progress) {
    this.engine = engine;
    this.windows = windows;
    this.seed = seed;
    this.progress = progress;
    this.train = firstDocuments(split.train(), Math.min(MOST_TRAIN, split.train().length));
    this.validation = spread(split.validation(), MOST_VALIDATION);
    this.documents = Arrays.stream(validation).map(windows::group).toArray();
    long[] rows =
        stretches.stream()
            .filter(stretch -> stretch.part() == 1)
            .flatMapToLong(
                stretch -> LongStream.range(stretch.first(), stretch.first() + stretch.count()))
            .sorted()
            .toArray();
    this.pool = new CandidatePool(windows, spread(validation, MOST_QUERIES), rows);
  }

  ProspectsResult measure() {
    int n = windows.contextLength();
    int dimension = windows.dimension();
    List<MeasuredPredictor> measured = new ArrayList<>();
    measured.add(measure(new Persistence(n, dimension), false));
    measured.add(measure(new LinearAverage(n, dimension), false));
    LearnedAverage average = LearnedAverage.fit(windows, train);
    measured.add(measure(average, true));
    Optional<Double> penalty = Optional.empty();
    if (Ridge.fits(windows)) {
      try (Ridge ridge = Ridge.fit(engine, windows, train, validation, average)) {
        step();
        penalty = Optional.of(ridge.penalty());
        measured.add(measure(ridge, true));
      }
    }
    Bootstrap bootstrap = new Bootstrap(2000, 0.95, seed);
    return new ProspectsResult(
        Ceiling.of(measured, documents, pool, train.length, bootstrap), curve(measured, penalty));
  }

  private MeasuredPredictor measure(Predictor predictor, boolean fitted) {
    float[] predictions = new float[pool.queries() * windows.dimension()];
    float[] cosines = predict(predictor, predictions);
    double[] ranking = pool.rank(engine, predictions);
    step();
    return new MeasuredPredictor(predictor, fitted, cosines, ranking);
  }

  /** Cosines on all validation windows; the predictions of the pool's queries. */
  private float[] predict(Predictor predictor, float[] ofQueries) {
    int dimension = windows.dimension();
    float[] cosines = new float[validation.length];
    int[] positions = spread(validation, MOST_QUERIES);
    Evaluator.predict(
        predictor,
        windows,
        validation,
        BATCH,
        batch -> {
          for (int i = 0; i < batch.count(); i++) {
            int window = batch.from() + i;
            int at = i * dimension;
            cosines[window] = (float) Rows.cosine(batch.raw(), at, batch.targets(), at, dimension);
            int query = Arrays.binarySearch(positions, validation[window]);
            if (query >= 0 && ofQueries.length > 0) {
              System.arraycopy(batch.raw(), at, ofQueries, query * dimension, dimension);
            }
          }
        });
    return cosines;
  }

  private LearningCurve curve(List<MeasuredPredictor> whole, Optional<Double> penalty) {
    List<LearningCurve.CurvePoint> points = new ArrayList<>();
    List<float[]> best = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    for (int part : PARTS) {
      int[] subset = firstDocuments(train, train.length / part);
      if (subset.length < 2 * windows.contextLength()
          || sizes.contains(subset.length)
          || subset.length == train.length) {
        continue;
      }
      LearnedAverage average = LearnedAverage.fit(windows, subset);
      float[] ofAverage = predict(average, new float[0]);
      float[] ofRidge = ofAverage;
      if (penalty.isPresent()) {
        try (Ridge ridge = Ridge.fit(engine, windows, subset, penalty.get(), average)) {
          ofRidge = predict(ridge, new float[0]);
        }
      }
      add(points, subset.length, ofAverage, ofRidge, penalty.isPresent());
      best.add(ofRidge);
      sizes.add(subset.length);
      step();
    }
    float[] ofRidge = whole.get(whole.size() - 1).cosines();
    add(points, train.length, whole.get(2).cosines(), ofRidge, penalty.isPresent());
    best.add(ofRidge);
    sizes.add(train.length);
    return new LearningCurve(points, outlook(sizes, best, penalty.isPresent()));
  }

  private Optional<LearningCurve.Outlook> outlook(
      List<Integer> sizes, List<float[]> cosines, boolean ridge) {
    long heldOut = Arrays.stream(documents).distinct().count();
    if (sizes.size() < PARTS.length + 1 || heldOut < Bootstrap.FEWEST_DOCUMENTS) {
      return Optional.empty();
    }
    String name = ridge ? Ridge.NAME : LearnedAverage.NAME;
    int[] windowsAt = sizes.stream().mapToInt(Integer::intValue).toArray();
    return Optional.of(LearningCurve.outlook(name, windowsAt, cosines, documents, seed));
  }

  private static void add(
      List<LearningCurve.CurvePoint> points,
      int size,
      float[] average,
      float[] ridge,
      boolean fits) {
    points.add(
        new LearningCurve.CurvePoint(
            size,
            Ceiling.mean(average),
            fits ? Optional.of(Ceiling.mean(ridge)) : Optional.empty()));
  }

  private void step() {
    progress.update(++done, Ridge.fits(windows) ? 8 : 6);
  }

  /** Whole documents in an order from the seed until there are {@code least} windows. */
  private int[] firstDocuments(int[] from, int least) {
    if (least >= from.length) {
      return from.clone();
    }
    Map<Integer, List<Integer>> byDocument = new LinkedHashMap<>();
    for (int window : from) {
      byDocument
          .computeIfAbsent(windows.document(window), document -> new ArrayList<>())
          .add(window);
    }
    List<List<Integer>> all = List.copyOf(byDocument.values());
    int[] order = IntStream.range(0, all.size()).toArray();
    CounterRandom.of(seed, "learning curve").shuffle(order);
    List<Integer> chosen = new ArrayList<>();
    for (int i = 0; i < order.length && chosen.size() < least; i++) {
      chosen.addAll(all.get(order[i]));
    }
    return chosen.stream().mapToInt(Integer::intValue).sorted().toArray();
  }

  /** At most {@code most} of them, evenly spread. */
  private static int[] spread(int[] from, int most) {
    int count = Math.min(most, from.length);
    return IntStream.range(0, count)
        .map(i -> from[(int) ((long) i * from.length / count)])
        .toArray();
  }
}
