package dev.nextvec.internal.examine;

import dev.nextvec.internal.random.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What fitted predictors reach with fewer training documents, and what more would bring.
 *
 * @param points by number of training windows, ascending; each set holds the smaller ones
 * @param outlook where the curve leads, if it can be told
 */
public record LearningCurve(List<CurvePoint> points, Optional<Outlook> outlook) {
  /** A gain in cosine below this is not worth collecting data for. */
  public static final double ENOUGH = 0.005;

  private static final int DRAWS = 300;
  private static final double[] EXPONENTS = exponents();

  /**
   * One size.
   *
   * @param windows training windows
   * @param learnedAverage validation cosine of the learned average
   * @param ridge validation cosine of ridge, where contexts are small enough for it
   */
  public record CurvePoint(int windows, double learnedAverage, Optional<Double> ridge) {}

  /**
   * The error 1 - cosine as limit + a windows^-b, fitted by least squares; the ends are those of 90
   * % of the fits to validation documents drawn anew. They hold nothing of the luck of the training
   * documents, nor of the law's being only roughly true.
   *
   * @param predictor whose curve it is
   * @param limit cosine with windows without end
   * @param doubling gain in cosine from twice the windows
   * @param missing windows to add until the limit is {@link #ENOUGH} away
   */
  public record Outlook(String predictor, Range limit, Range doubling, Range missing) {}

  /** A middle value with the ends of 90 %. */
  public record Range(double low, double middle, double high) {
    static Range of(double[] values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      int last = sorted.length - 1;
      return new Range(
          sorted[(int) Math.round(0.05 * last)],
          sorted[last / 2],
          sorted[(int) Math.round(0.95 * last)]);
    }
  }

  /** error(n) = limit + scale n^-exponent. */
  record Law(double limit, double scale, double exponent) {
    double at(double n) {
      return limit + scale * Math.pow(n, -exponent);
    }

    /** Windows at which the error is {@link #ENOUGH} above the limit. */
    double enough() {
      return scale <= 0 ? 1 : Math.pow(scale / ENOUGH, 1 / exponent);
    }
  }

  public LearningCurve {
    points = List.copyOf(points);
  }

  /**
   * Fits the law: for each exponent of a grid the other two numbers are linear.
   *
   * @param sizes windows
   * @param errors 1 - cosine at each
   */
  static Law fit(double[] sizes, double[] errors) {
    Law best = new Law(Arrays.stream(errors).average().orElse(0), 0, 1);
    double least = squares(best, sizes, errors);
    for (double exponent : EXPONENTS) {
      double[] x = Arrays.stream(sizes).map(n -> Math.pow(n, -exponent)).toArray();
      double meanX = Arrays.stream(x).average().orElse(0);
      double meanY = Arrays.stream(errors).average().orElse(0);
      double xx = 0;
      double xy = 0;
      for (int i = 0; i < x.length; i++) {
        xx += (x[i] - meanX) * (x[i] - meanX);
        xy += (x[i] - meanX) * (errors[i] - meanY);
      }
      double scale = xy / xx;
      Law law = new Law(meanY - scale * meanX, scale, exponent);
      double squares = squares(law, sizes, errors);
      if (scale > 0 && law.limit() >= 0 && squares < least) {
        best = law;
        least = squares;
      }
    }
    return best;
  }

  private static double squares(Law law, double[] sizes, double[] errors) {
    double sum = 0;
    for (int i = 0; i < sizes.length; i++) {
      double off = law.at(sizes[i]) - errors[i];
      sum += off * off;
    }
    return sum;
  }

  private static double[] exponents() {
    double[] exponents = new double[39];
    Arrays.setAll(exponents, i -> 0.1 + 0.05 * i);
    return exponents;
  }

  /**
   * Where a curve leads.
   *
   * @param sizes training windows, ascending
   * @param cosines {@code [sizes][validation windows]}
   * @param documents the document of each validation window
   */
  static Outlook outlook(
      String predictor, int[] sizes, List<float[]> cosines, int[] documents, long seed) {
    double[] windows = Arrays.stream(sizes).asDoubleStream().toArray();
    double now = windows[windows.length - 1];
    CounterRandom random = CounterRandom.of(seed, "learning curve");
    DocumentMeans means = DocumentMeans.of(cosines, documents);
    double[] limits = new double[DRAWS];
    double[] doublings = new double[DRAWS];
    double[] missing = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      Law law = fit(windows, means.errors(random.at(draw)));
      limits[draw] = 1 - law.limit();
      doublings[draw] = law.at(now) - law.at(2 * now);
      missing[draw] = Math.max(0, law.enough() - now);
    }
    return new Outlook(predictor, Range.of(limits), Range.of(doublings), Range.of(missing));
  }

  /** Sums of cosines per document at each size. */
  @SuppressWarnings("ArrayRecordComponent")
  private record DocumentMeans(List<double[]> sums, double[] counts) {
    static DocumentMeans of(List<float[]> cosines, int[] documents) {
      int[] distinct = Arrays.stream(documents).sorted().distinct().toArray();
      double[] counts = new double[distinct.length];
      List<double[]> sums = new ArrayList<>();
      cosines.forEach(size -> sums.add(new double[distinct.length]));
      for (int w = 0; w < documents.length; w++) {
        int document = Arrays.binarySearch(distinct, documents[w]);
        counts[document]++;
        for (int s = 0; s < cosines.size(); s++) {
          sums.get(s)[document] += cosines.get(s)[w];
        }
      }
      return new DocumentMeans(sums, counts);
    }

    /** Errors at each size over documents drawn with replacement. */
    double[] errors(CounterRandom random) {
      double[] sum = new double[sums.size()];
      double count = 0;
      for (int i = 0; i < counts.length; i++) {
        int document = random.below(counts.length, i);
        count += counts[document];
        for (int s = 0; s < sum.length; s++) {
          sum[s] += sums.get(s)[document];
        }
      }
      double windows = count;
      return Arrays.stream(sum).map(total -> 1 - total / windows).toArray();
    }
  }
}
