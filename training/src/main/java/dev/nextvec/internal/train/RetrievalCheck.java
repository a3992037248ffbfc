package dev.nextvec.internal.train;

import dev.nextvec.data.Windows;
import dev.nextvec.internal.nn.BatchShare;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Workspace;
import dev.nextvec.vector.Rows;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * How well a network finds the next chunk among all chunks of the validation windows, the context
 * masked: what chooses the best epoch of a training for retrieval. A model with two sides compares
 * its predictions with mapped chunks. It asks for 8,192 windows, evenly spaced, or for all if there
 * are fewer. Each worker asks for some of them.
 */
final class RetrievalCheck {
  private static final int MOST_WINDOWS = 8192;
  private static final int AT_ONCE = 512; // windows
  private static final int BLOCK = 2048; // candidates
  private static final double[] SHARES = {0, 0.25, 0.5, 0.75, 1};
  private static final double ROUNDING = 1e-6; // of a float32 product of unit vectors

  private final Windows windows;
  private final GradientExchange exchange;
  private final int all; // windows that are asked for by some worker
  private final int[] asked; // by this one
  private final long[] pool; // rows, ascending
  private final int[] contexts; // where in the pool each asked window's context starts

  /**
   * @param validation windows, ascending
   */
  RetrievalCheck(Windows windows, int[] validation, GradientExchange exchange) {
    this.windows = windows;
    this.exchange = exchange;
    all = Math.min(validation.length, MOST_WINDOWS);
    BatchShare here = BatchShare.of(all, exchange.rank(), exchange.workers());
    asked = new int[here.size()];
    for (int i = 0; i < asked.length; i++) {
      asked[i] = validation[(int) ((here.first() + (long) i) * validation.length / all)];
    }
    pool =
        Arrays.stream(validation)
            .mapToObj(w -> LongStream.rangeClosed(windows.firstRow(w), windows.targetRow(w)))
            .flatMapToLong(rows -> rows)
            .distinct()
            .sorted()
            .toArray();
    contexts =
        Arrays.stream(asked).map(w -> Arrays.binarySearch(pool, windows.firstRow(w))).toArray();
  }

  /** Mean reciprocal rank of the true next chunk, in (0, 1]: 1 is perfect. */
  double meanReciprocalRank(Learner learner, Gather gather) {
    double[] sum = {Arrays.stream(ranks(learner, gather)).mapToDouble(rank -> 1.0 / rank).sum()};
    exchange.sum(sum);
    return sum[0] / all;
  }

  /**
   * Sets the share of all that is added to the network's start (0, a quarter, a half, three
   * quarters or 1) that retrieves best, the smallest of equals; does nothing for a network without
   * such parts.
   *
   * @return the mean reciprocal rank with it
   */
  double chooseShare(Learner learner, Gather gather) {
    if (learner.architecture().gatedParts().isEmpty()) {
      return meanReciprocalRank(learner, gather);
    }
    double best = -1;
    double chosen = 0;
    for (double tried : SHARES) {
      Gates.all(learner, tried);
      double rank = meanReciprocalRank(learner, gather);
      if (rank > best) {
        best = rank;
        chosen = tried;
      }
    }
    Gates.all(learner, chosen);
    return best;
  }

  /** Rank of the true next chunk of each window that is asked for here; 1 is the best. */
  int[] ranks(Learner learner, Gather gather) {
    if (asked.length == 0) {
      return asked;
    }
    int dim = windows.dimension();
    float[] predictions = new float[Math.multiplyExact(asked.length, dim)];
    double[] own = predict(learner, gather, predictions);
    int[] ranks = new int[asked.length];
    Arrays.fill(ranks, 1);
    Libtorch engine = learner.engine();
    try (PointerScope scope = engine.scope();
        Workspace space = new Workspace(engine)) {
      Tensor queries = space.buffer().of(asked.length, dim);
      engine.upload(predictions, predictions.length, queries);
      Tensor candidates = space.buffer().of(BLOCK, dim);
      Tensor cosines = space.buffer().of(AT_ONCE, BLOCK);
      Tensor zero = space.buffer().of(BLOCK);
      float[] block = new float[BLOCK * dim];
      float[] values = new float[AT_ONCE * BLOCK];
      for (int first = 0; first < pool.length; first += BLOCK) {
        int count = Math.min(BLOCK, pool.length - first);
        read(first, count, block);
        engine.upload(block, count * dim, candidates);
        Tensor compared = learner.map().map(map -> map.forward(candidates)).orElse(candidates);
        for (int from = 0; from < asked.length; from += AT_ONCE) {
          int size = Math.min(AT_ONCE, asked.length - from);
          Tensor some = cosines.narrow(0, 0, size);
          space.kernels().linear(some, queries.narrow(0, from, size), compared, zero);
          engine.download(some, values, size * BLOCK);
          countBetter(values, from, size, first, count, own, ranks);
        }
      }
    }
    return ranks;
  }

  /** Fills in unit predictions and gives the cosine of each with its target. */
  private double[] predict(Learner learner, Gather gather, float[] predictions) {
    int dim = windows.dimension();
    int most = gather.largestBatch();
    float[] raw = new float[most * dim];
    double[] own = new double[asked.length];
    for (int from = 0; from < asked.length; from += most) {
      int size = Math.min(most, asked.length - from);
      Batch batch = gather.batch(asked, from, size);
      learner.predict(batch, raw);
      float[] targets = learner.mapped(batch.targets(), size);
      for (int b = 0; b < size; b++) {
        own[from + b] = Rows.cosine(raw, b * dim, targets, b * dim, dim);
      }
      Rows.normaliseAll(raw, size, dim);
      System.arraycopy(raw, 0, predictions, from * dim, size * dim);
    }
    return own;
  }

  private void read(int first, int count, float[] into) {
    int dim = windows.dimension();
    for (int i = 0; i < count; i++) {
      windows.vectors().read(pool[first + i], 1, into, i * dim);
    }
    Rows.normaliseAll(into, count, dim);
  }

  /** Adds to each rank the candidates that are nearer; a window's own chunks are none. */
  private void countBetter(
      float[] values, int from, int size, int first, int count, double[] own, int[] ranks) {
    for (int b = 0; b < size; b++) {
      int context = contexts[from + b] - first;
      int target = context + windows.contextLength();
      double bar = own[from + b] + ROUNDING;
      for (int j = 0; j < count; j++) {
        boolean ours = j >= context && j <= target;
        if (!ours && !(values[b * BLOCK + j] <= bar)) {
          ranks[from + b]++;
        }
      }
    }
  }
}
