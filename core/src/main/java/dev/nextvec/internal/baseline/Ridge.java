package dev.nextvec.internal.baseline;

import dev.nextvec.data.Windows;
import dev.nextvec.internal.engine.AffineMap;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.engine.RidgeSystem;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.vector.Rows;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The learned average plus a linear map of the whole context, in closed form (Hoerl and Kennard,
 * "Ridge regression", 1970): with X the contexts and R what the learned average leaves of the
 * targets, both less the mean of the training targets, V = (X^T X + penalty I)^-1 X^T R. The
 * penalty is the one of a grid that gives the highest mean cosine on the validation windows. Not
 * for use by two threads at once.
 */
public final class Ridge implements Baseline {
  /** Its name in tables. */
  public static final String NAME = "ridge";

  /** Largest context length times dimension: memory grows with its square, time with its cube. */
  public static final int LARGEST = 8192;

  private static final double[] PENALTIES = {1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000};
  private static final int START = 5;
  private static final int BATCH = 512;

  private final int contextLength;
  private final int dimension;
  private final double penalty;
  private final AffineMap map;
  private final float[] weights; // [contextLength * dimension, dimension]
  private final float[] offset; // [dimension]

  private Ridge(Engine engine, Windows windows, double penalty, float[] weights, float[] offset) {
    this.contextLength = windows.contextLength();
    this.dimension = windows.dimension();
    this.penalty = penalty;
    this.weights = weights;
    this.offset = offset;
    map = engine.affine(weights, offset);
  }

  /** Whether contexts of these sizes are small enough for a closed form. */
  public static boolean fits(Windows windows) {
    return (long) windows.contextLength() * windows.dimension() <= LARGEST;
  }

  /**
   * Fits the map on the training windows, and the penalty on the validation windows.
   *
   * @param average fitted on the same training windows
   * @throws IllegalArgumentException if contexts are too large for a closed form
   */
  public static Ridge fit(
      Engine engine,
      Windows windows,
      int[] trainWindows,
      int[] validationWindows,
      LearnedAverage average) {
    try (RidgeSystem system = system(engine, windows, trainWindows, average)) {
      return new Search(engine, windows, system, average).best(validationWindows);
    }
  }

  /**
   * Fits the map with a penalty that is known: the best one is a ratio of variances and does not
   * change with the number of windows.
   *
   * @param average fitted on the same training windows
   * @throws IllegalArgumentException if contexts are too large for a closed form
   */
  public static Ridge fit(
      Engine engine, Windows windows, int[] trainWindows, double penalty, LearnedAverage average) {
    try (RidgeSystem system = system(engine, windows, trainWindows, average)) {
      return new Search(engine, windows, system, average).solve(penalty);
    }
  }

  /**
   * Fits as {@link #fit} does and keeps the given rank of what is added to the learned average.
   *
   * @param average fitted on the same training windows
   * @param rank at most the dimension
   * @throws IllegalArgumentException if contexts are too large for a closed form
   */
  public static RidgeSystem.LowRank lowRank(
      Engine engine,
      Windows windows,
      int[] trainWindows,
      int[] validationWindows,
      LearnedAverage average,
      int rank) {
    try (RidgeSystem system = system(engine, windows, trainWindows, average);
        Ridge best = new Search(engine, windows, system, average).best(validationWindows)) {
      return system.lowRank(best.penalty, average.weights(), rank);
    }
  }

  private static RidgeSystem system(
      Engine engine, Windows windows, int[] trainWindows, LearnedAverage average) {
    if (!fits(windows)) {
      throw new IllegalArgumentException(
          "ridge takes contexts of at most %d numbers but these have %d x %d"
              .formatted(LARGEST, windows.contextLength(), windows.dimension()));
    }
    return engine.ridge(windows, trainWindows, average.mean());
  }

  /** Tries penalties from the middle of the grid outwards while they get better. */
  private record Search(
      Engine engine, Windows windows, RidgeSystem system, LearnedAverage average) {

    Ridge best(int[] validation) {
      Ridge best = solve(PENALTIES[START]);
      double highest = best.meanCosine(windows, validation);
      int found = START;
      for (int side : new int[] {1, -1}) {
        for (int i = START + side; i >= 0 && i < PENALTIES.length && found == i - side; i += side) {
          Ridge other = solve(PENALTIES[i]);
          double cosine = other.meanCosine(windows, validation);
          boolean better = cosine > highest;
          (better ? best : other).close();
          if (better) {
            best = other;
            highest = cosine;
            found = i;
          }
        }
      }
      return best;
    }

    Ridge solve(double penalty) {
      float[] map = system.map(penalty, average.weights());
      return new Ridge(engine, windows, penalty, map, offset(map));
    }

    /** mean - sum over positions of mean W_k: what is added to the uncentred product. */
    private float[] offset(float[] map) {
      int dim = windows.dimension();
      double[] mean = average.mean();
      double[] offset = mean.clone();
      for (int row = 0; row < map.length / dim; row++) {
        for (int d = 0; d < dim; d++) {
          offset[d] -= mean[row % dim] * map[row * dim + d];
        }
      }
      float[] narrow = new float[dim];
      for (int d = 0; d < dim; d++) {
        narrow[d] = (float) offset[d];
      }
      return narrow;
    }
  }

  /** The penalty that was chosen. */
  public double penalty() {
    return penalty;
  }

  private double meanCosine(Windows windows, int[] rows) {
    int width = (contextLength + 1) * dimension;
    int context = contextLength * dimension;
    float[] window = new float[width];
    float[] contexts = new float[BATCH * context];
    float[] targets = new float[BATCH * dimension];
    float[] raw = new float[BATCH * dimension];
    double sum = 0;
    for (int from = 0; from < rows.length; from += BATCH) {
      int count = Math.min(BATCH, rows.length - from);
      for (int i = 0; i < count; i++) {
        windows.contextAndTarget(rows[from + i], window, 0);
        System.arraycopy(window, 0, contexts, i * context, context);
        System.arraycopy(window, context, targets, i * dimension, dimension);
      }
      predict(contexts, count, raw);
      for (int i = 0; i < count; i++) {
        sum += Rows.cosine(raw, i * dimension, targets, i * dimension, dimension);
      }
    }
    return sum / rows.length;
  }

  /**
   * {@code map [contextLength * dimension, dimension]} and {@code offset [dimension]}: raw =
   * context map + offset.
   */
  @Override
  public Map<String, FloatTensor> tensors() {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    long rows = (long) contextLength * dimension;
    tensors.put("map", new FloatTensor(new long[] {rows, dimension}, weights.clone()));
    tensors.put("offset", new FloatTensor(new long[] {dimension}, offset.clone()));
    return tensors;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int contextLength() {
    return contextLength;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public long parameters() {
    return (long) contextLength * dimension * dimension + contextLength + dimension;
  }

  @Override
  public long flops() {
    return 2L * contextLength * dimension * dimension;
  }

  @Override
  public void predict(float[] contexts, int count, float[] raw) {
    map.apply(contexts, count, raw);
  }

  @Override
  public void close() {
    map.close();
  }
}
