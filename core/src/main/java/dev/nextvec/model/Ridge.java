package dev.nextvec.model;

import dev.nextvec.data.Rows;
import dev.nextvec.data.Windows;
import dev.nextvec.torch.Engine;
import dev.nextvec.torch.Workspace;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The learned average plus a linear map of the whole context, in closed form (Hoerl and Kennard,
 * "Ridge regression", 1970): with X the contexts and R what the learned average leaves of the
 * targets, both less the mean of the training targets, V = (X^T X + penalty I)^-1 X^T R. The
 * penalty is the one of a grid that gives the highest mean cosine on the validation windows. Not
 * for use by two threads at once.
 */
public final class Ridge implements Predictor {
  /** Its name in tables. */
  public static final String NAME = "ridge";

  /** Largest context length times dimension: memory grows with its square, time with its cube. */
  public static final int LARGEST = 8192;

  private static final double[] PENALTIES = {1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000};
  private static final int START = 5;
  private static final int BATCH = 512;

  private final Engine engine;
  private final int contextLength;
  private final int dimension;
  private final double penalty;
  private final Workspace workspace;
  private final Tensor map; // [contextLength * dimension, dimension]
  private final Tensor offset; // [1, dimension]
  private final Workspace.Buffer input;
  private final Workspace.Buffer output;

  private Ridge(
      Engine engine,
      Windows windows,
      double penalty,
      Workspace workspace,
      Tensor map,
      Tensor offset) {
    this.engine = engine;
    this.contextLength = windows.contextLength();
    this.dimension = windows.dimension();
    this.penalty = penalty;
    this.workspace = workspace;
    this.map = map;
    this.offset = offset;
    input = workspace.buffer();
    output = workspace.buffer();
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
    requireFit(windows);
    try (PointerScope scope = new PointerScope()) {
      Tensor gram = new PositionGram(engine, windows, average.mean()).of(trainWindows);
      return new RidgeSearch(engine, windows, gram, average).best(validationWindows);
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
    requireFit(windows);
    try (PointerScope scope = new PointerScope()) {
      Tensor gram = new PositionGram(engine, windows, average.mean()).of(trainWindows);
      return new RidgeSearch(engine, windows, gram, average).solve(penalty);
    }
  }

  private static void requireFit(Windows windows) {
    if (!fits(windows)) {
      throw new IllegalArgumentException(
          "ridge takes contexts of at most %d numbers but these have %d x %d"
              .formatted(LARGEST, windows.contextLength(), windows.dimension()));
    }
  }

  /**
   * The part of the map that goes beyond the learned average, in as few numbers as its {@code rank}
   * most telling directions need: with (X^T X + penalty I) V = X^T R, these are the eigenvectors of
   * V^T (X^T X + penalty I) V with the largest values (Izenman, "Reduced-rank regression for the
   * multivariate linear model", 1975).
   *
   * @param in {@code [contextLength, rank, dimension]}
   * @param out {@code [dimension, rank]}
   */
  record LowRank(float[] in, float[] out) {}

  /**
   * Fits as {@link #fit} does and keeps the given rank of what is added to the learned average.
   *
   * @param rank at most the dimension
   */
  static LowRank lowRank(
      Engine engine,
      Windows windows,
      int[] trainWindows,
      int[] validationWindows,
      LearnedAverage average,
      int rank) {
    try (PointerScope scope = new PointerScope()) {
      Tensor gram = new PositionGram(engine, windows, average.mean()).of(trainWindows);
      RidgeSearch search = new RidgeSearch(engine, windows, gram, average);
      try (Ridge best = search.best(validationWindows)) {
        return search.lowRank(best.penalty, rank);
      }
    }
  }

  /** Tries penalties from the middle of the grid outwards while they get better. */
  private record RidgeSearch(Engine engine, Windows windows, Tensor gram, LearnedAverage average) {

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

    private Ridge solve(double penalty) {
      int n = windows.contextLength();
      long dim = windows.dimension();
      Workspace kept = new Workspace(engine);
      try (PointerScope scope = new PointerScope()) {
        Tensor v = beyond(penalty, residual());
        for (int k = 0; k < n; k++) {
          v.narrow(0, k * dim, dim).diagonal().add_(new Scalar(average.weights()[k]));
        }
        Tensor map = v.toType(torch.ScalarType.Float).contiguous();
        Tensor onDevice = kept.buffer().of(n * dim, dim).copy_(map);
        Tensor offset = kept.buffer().of(1, dim).copy_(offset(map, n));
        return new Ridge(engine, windows, penalty, kept, onDevice, offset);
      }
    }

    /** X^T R, {@code [n * dim, dim]}. */
    private Tensor residual() {
      long dim = windows.dimension();
      long side = windows.contextLength() * dim;
      Tensor residual = gram.narrow(0, 0, side).narrow(1, side, dim).clone();
      for (int k = 0; k < windows.contextLength(); k++) {
        Scalar weight = new Scalar(-average.weights()[k]);
        residual.add_(gram.narrow(0, 0, side).narrow(1, k * dim, dim), weight);
      }
      return residual;
    }

    /** V, {@code [n * dim, dim]}. */
    private Tensor beyond(double penalty, Tensor residual) {
      long side = (long) windows.contextLength() * windows.dimension();
      Tensor system = gram.narrow(0, 0, side).narrow(1, 0, side).clone();
      system.diagonal().add_(new Scalar(penalty));
      return torch.cholesky_solve(residual, torch.linalg_cholesky(system));
    }

    LowRank lowRank(double penalty, int rank) {
      int n = windows.contextLength();
      int dim = windows.dimension();
      try (PointerScope scope = new PointerScope()) {
        Tensor residual = residual();
        Tensor v = beyond(penalty, residual);
        Tensor told = torch.mm(v.t(), residual);
        Tensor directions = torch.linalg_eigh(told.add(told.t())).get1();
        Tensor out = directions.narrow(1, dim - rank, rank);
        Tensor in = torch.mm(v, out).view(n, dim, rank).transpose(1, 2);
        return new LowRank(floats(in, n * rank * dim), floats(out, dim * rank));
      }
    }

    private float[] floats(Tensor tensor, int count) {
      float[] values = new float[count];
      engine.download(tensor.toType(torch.ScalarType.Float).contiguous(), values, count);
      return values;
    }

    /** mean - sum over positions of mean W_k: what is added to the uncentred product. */
    private Tensor offset(Tensor map, int n) {
      int dim = windows.dimension();
      float[] mean = new float[n * dim];
      for (int i = 0; i < mean.length; i++) {
        mean[i] = (float) average.mean()[i % dim];
      }
      Tensor repeated = torch.empty(1, mean.length);
      engine.upload(mean, mean.length, repeated);
      return repeated.narrow(1, 0, dim).sub(torch.mm(repeated, map)).contiguous();
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
    int width = contextLength * dimension;
    try (PointerScope scope = new PointerScope()) {
      Tensor x = input.of(count, width);
      engine.upload(contexts, count * width, x);
      Tensor product = output.of(count, dimension);
      workspace.kernels().times(product, x, map);
      engine.download(product.add_(offset), raw, count * dimension);
    }
  }

  @Override
  public void close() {
    workspace.close();
  }
}
