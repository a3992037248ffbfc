package dev.nextvec.internal.eval;

import dev.nextvec.data.Windows;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.vector.Rows;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A cheap look at whether predictions stand beside their own targets, on a sample. A prediction may
 * resemble its context more than its target, so rows that moved by less than a context cannot be
 * told from a model that leans back; what resembles chunks after the target, before the context, or
 * in other documents can.
 */
public final class Alignment {
  private static final int SAMPLE = 128;
  private static final int MOST_TARGETS = 8192;
  private static final int FEWEST = 16;
  private static final int FARTHEST = 32;
  private static final double CLEARLY = 0.02;
  private static final double ERRORS = 5;

  private final Windows windows;
  private final int[] rows;
  private final int dimension;
  private final int[] sample;

  private Alignment(Windows windows, int[] rows) {
    this.windows = windows;
    this.rows = rows;
    this.dimension = windows.dimension();
    this.sample = spread(rows.length, SAMPLE);
  }

  /**
   * What the nearest targets of sampled predictions are.
   *
   * @param own mean cosine with their own targets
   * @param home share whose nearest target is in their own document
   * @param best mean cosine with the nearest
   */
  private record Nearest(double own, double home, double best) {}

  private static int[] spread(int n, int most) {
    int count = Math.min(n, most);
    return IntStream.range(0, count).map(i -> (int) ((long) i * n / count)).toArray();
  }

  /**
   * What looks wrong with the order of predictions; empty if nothing does, or there are too few.
   *
   * @param rows the windows that were predicted, in order
   */
  public static Optional<String> doubt(Windows windows, int[] rows, Evaluator.Source source) {
    if (rows.length < FEWEST) {
      return Optional.empty();
    }
    Alignment alignment = new Alignment(windows, rows);
    float[][] given = alignment.predictions(source);
    return alignment.shift(given).or(() -> alignment.elsewhere(given));
  }

  private float[][] predictions(Evaluator.Source source) {
    float[] contexts = new float[windows.contextLength() * dimension];
    return Arrays.stream(sample)
        .mapToObj(
            i -> {
              float[] raw = new float[dimension];
              windows.context(rows[i], contexts, 0);
              source.predict(i, 1, contexts, raw);
              return raw;
            })
        .toArray(float[][]::new);
  }

  private Optional<String> shift(float[][] predictions) {
    int reach = Math.min(FARTHEST, rows.length / 4);
    double[] inside = {};
    double[] best = {};
    int at = 0;
    for (int k = -reach; k <= reach; k++) {
      double[] cosines = shifted(predictions, k, reach);
      if (k >= -windows.contextLength() && k <= 0 && mean(cosines) > mean(inside)) {
        inside = cosines;
      }
      if (mean(cosines) > mean(best)) {
        best = cosines;
        at = k;
      }
    }
    return isClearlyAbove(best, inside)
        ? Optional.of(
            text(
                "its predictions resemble the targets %d %s %s (mean cosine %.4f) more than their"
                    + " own and their contexts (%.4f): are its rows moved by as many?",
                Math.abs(at),
                Math.abs(at) == 1 ? "row" : "rows",
                at > 0 ? "later" : "earlier",
                mean(best),
                mean(inside)))
        : Optional.empty();
  }

  /** Far beyond what the best of many shifts is above the own place by chance. */
  private static boolean isClearlyAbove(double[] high, double[] low) {
    int n = Math.min(high.length, low.length);
    double[] apart = IntStream.range(0, n).mapToDouble(i -> high[i] - low[i]).toArray();
    double mean = mean(apart);
    double squares = Arrays.stream(apart).map(x -> (x - mean) * (x - mean)).sum();
    double error = Math.sqrt(squares / Math.max(1, n - 1) / Math.max(1, n));
    return n >= FEWEST && mean > Math.max(CLEARLY, ERRORS * error);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NEGATIVE_INFINITY);
  }

  /** Cosine of each sampled prediction with the target {@code k} rows on, away from the ends. */
  private double[] shifted(float[][] predictions, int k, int reach) {
    float[] target = new float[dimension];
    return IntStream.range(0, sample.length)
        .filter(i -> sample[i] >= reach && sample[i] < rows.length - reach)
        .mapToDouble(
            i -> {
              windows.target(rows[sample[i] + k], target, 0);
              return Rows.cosine(predictions[i], 0, target, 0, dimension);
            })
        .toArray();
  }

  /**
   * Whether predictions have their nearest targets in other documents, where those of the context
   * do not.
   */
  private Optional<String> elsewhere(float[][] predictions) {
    LinearAverage average = new LinearAverage(windows.contextLength(), dimension);
    Nearest honest =
        nearest(predictions((from, n, contexts, raw) -> average.predict(contexts, n, raw)));
    Nearest given = nearest(predictions);
    boolean strays = given.home() < honest.home() / 2;
    boolean good =
        given.best() >= honest.best() - 2 * CLEARLY && given.best() > given.own() + 2 * CLEARLY;
    return strays && good
        ? Optional.of(
            text(
                "only %.0f %% of its predictions are nearest to a target of their own document (the"
                    + " linear average: %.0f %%), though they resemble some target well (mean"
                    + " cosine %.4f, their own %.4f): are its rows in another order?",
                100 * given.home(), 100 * honest.home(), given.best(), given.own()))
        : Optional.empty();
  }

  /** The nearest targets; no evidence where a few targets are nearest to all. */
  private Nearest nearest(float[][] predictions) {
    int[] candidates = spread(rows.length, MOST_TARGETS);
    double[] best = new double[sample.length];
    int[] found = new int[sample.length];
    Arrays.fill(best, Double.NEGATIVE_INFINITY);
    float[] target = new float[dimension];
    for (int candidate : candidates) {
      windows.target(rows[candidate], target, 0);
      for (int i = 0; i < sample.length; i++) {
        double cosine = Rows.cosine(predictions[i], 0, target, 0, dimension);
        if (cosine > best[i]) {
          best[i] = cosine;
          found[i] = candidate;
        }
      }
    }
    boolean distinct = Arrays.stream(found).distinct().count() >= sample.length / 4;
    long home =
        IntStream.range(0, sample.length)
            .filter(i -> windows.document(rows[found[i]]) == windows.document(rows[sample[i]]))
            .count();
    return new Nearest(
        mean(shifted(predictions, 0, 0)),
        distinct ? home / (double) sample.length : 1,
        Arrays.stream(best).average().orElseThrow());
  }

  private static String text(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
