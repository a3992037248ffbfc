package dev.nextvec.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How often 95 % intervals of a cross-validation hold the truth: by how much one recipe's expected
 * score exceeds another's, over training sets of as many documents as a fold leaves and documents
 * never seen. Learners are ridge regressions, some of which have luck of their own in each
 * training, as networks have. What it prints with {@code -Dnextvec.coverage.trials=400} stands in
 * docs/statistics.md.
 */
@Tag("slow")
class FoldCoverageTest {
  private static final int TRIALS = Integer.getInteger("nextvec.coverage.trials", 100);
  private static final int TRUTH = 10 * TRIALS;
  private static final int DRAWS = 500;
  private static final int[] DOCUMENTS = {6, 12, 25, 40, 100, 300};
  private static final int[] FOLDS = {5, 10};
  private static final int FEATURES = 6;

  /** How windows lie in documents. */
  private enum Kind {
    NORMAL,
    HEAVY_TAILED,
    CLUSTERED
  }

  /** Windows of documents: features, answers, the document of each. */
  private record Data(double[][] x, double[] y, int[] document, int documents) {
    int[] lengths() {
      int[] lengths = new int[documents];
      Arrays.stream(document).forEach(d -> lengths[d]++);
      return lengths;
    }
  }

  /**
   * A recipe.
   *
   * @param from first feature it sees
   * @param to the one behind the last
   * @param luck deviation of what each training adds to each weight
   */
  private record Recipe(int from, int to, double luck) {
    double[] train(Data data, boolean[] used, Random random) {
      int n = to - from;
      double[][] a = new double[n][n + 1];
      for (int i = 0; i < n; i++) {
        a[i][i] = 1;
      }
      for (int row = 0; row < data.y.length; row++) {
        if (used[data.document[row]]) {
          for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
              a[i][j] += data.x[row][from + i] * data.x[row][from + j];
            }
            a[i][n] += data.x[row][from + i] * data.y[row];
          }
        }
      }
      double[] weights = new double[FEATURES];
      System.arraycopy(solve(a), 0, weights, from, n);
      for (int i = 0; luck > 0 && i < FEATURES; i++) {
        weights[i] += luck * random.nextGaussian();
      }
      return weights;
    }
  }

  private record Contest(String name, Recipe first, Recipe second, boolean equal) {}

  private static final List<Contest> CONTESTS =
      List.of(
          new Contest("equal, unlike features", new Recipe(0, 3, 0), new Recipe(3, 6, 0), true),
          new Contest("equal, some luck", new Recipe(0, 6, 0.1), new Recipe(0, 6, 0.1), true),
          new Contest(
              "all less half the features", new Recipe(0, 6, 0), new Recipe(0, 3, 0), false),
          new Contest("much luck less none", new Recipe(0, 6, 0.15), new Recipe(0, 6, 0), false));

  @Test
  void intervalsOfACrossValidationHoldTheTruth() {
    double sum = 0;
    double equal = 0;
    int rows = 0;
    int equalRows = 0;
    for (Contest contest : CONTESTS) {
      for (Kind kind : Kind.values()) {
        double[] held = row(contest, kind);
        double mean = Arrays.stream(held).skip(2L * FOLDS.length).average().orElseThrow();
        assertThat(mean)
            .as("%s, %s, from 25 documents on", contest.name(), kind)
            .isGreaterThan(0.9);
        assertThat(Arrays.stream(held).filter(Double::isFinite).min().orElseThrow())
            .as("%s, %s", contest.name(), kind)
            .isGreaterThan(0.8);
        sum += mean;
        rows++;
        equal += contest.equal() ? 1 - mean : 0;
        equalRows += contest.equal() ? 1 : 0;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "mean %.1f %%, false verdicts %.1f %%%n",
        100 * sum / rows,
        100 * equal / equalRows);
    assertThat(sum / rows).isBetween(0.93, 0.975);
    assertThat(equal / equalRows).as("false verdicts between equal recipes").isLessThan(0.05);
  }

  /** By documents, and for each by folds. */
  private static double[] row(Contest contest, Kind kind) {
    double[] held = new double[DOCUMENTS.length * FOLDS.length];
    StringBuilder line =
        new StringBuilder("| %s, %s".formatted(contest.name(), kind).toLowerCase(Locale.ROOT));
    for (int d = 0; d < DOCUMENTS.length; d++) {
      for (int f = 0; f < FOLDS.length; f++) {
        boolean enough = DOCUMENTS[d] >= FOLDS[f];
        double share = enough ? coverage(contest, kind, DOCUMENTS[d], FOLDS[f]) : Double.NaN;
        held[d * FOLDS.length + f] = share;
        line.append(enough ? String.format(Locale.ROOT, " | %.1f", 100 * share) : " | ");
      }
    }
    System.out.println(line.append(" |"));
    return held;
  }

  private static double coverage(Contest contest, Kind kind, int documents, int folds) {
    int left = Math.round((float) documents * (folds - 1) / folds);
    double truth = contest.equal() ? 0 : truth(contest, kind, left);
    int held = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      Random random = new Random(1_000_003L * documents + 1009L * folds + trial);
      Data data = draw(documents, kind, random);
      int[] fold = folds(data, folds, random);
      double[] difference = new double[data.y.length];
      for (int k = 0; k < folds; k++) {
        score(contest, data, fold, k, difference, random);
      }
      Estimate estimate =
          new Bootstrap(DRAWS, 0.95, trial)
              .acrossFolds(fold)
              .means(List.of(Quantity.of(difference, Measure.ANY)), data.document)
              .get(0);
      held += estimate.interval().orElseThrow().holds(truth) ? 1 : 0;
    }
    return (double) held / TRIALS;
  }

  private static void score(
      Contest contest, Data data, int[] fold, int k, double[] difference, Random random) {
    boolean[] used = new boolean[data.documents];
    for (int d = 0; d < used.length; d++) {
      used[d] = fold[d] != k;
    }
    double[] first = contest.first().train(data, used, random);
    double[] second = contest.second().train(data, used, random);
    for (int row = 0; row < difference.length; row++) {
      if (fold[data.document[row]] == k) {
        difference[row] =
            squared(second, data.x[row], data.y[row]) - squared(first, data.x[row], data.y[row]);
      }
    }
  }

  private static double squared(double[] weights, double[] x, double y) {
    double error = dot(weights, x) - y;
    return error * error;
  }

  /** Mean over many training sets; the expectation over documents is that of 8,000 of them. */
  private static double truth(Contest contest, Kind kind, int documents) {
    Random random = new Random(99);
    Data all = draw(8000, kind, random);
    double[][] xx = new double[FEATURES][FEATURES];
    double[] xy = new double[FEATURES];
    for (int row = 0; row < all.y.length; row++) {
      for (int i = 0; i < FEATURES; i++) {
        xy[i] += all.x[row][i] * all.y[row] / all.y.length;
        for (int j = 0; j < FEATURES; j++) {
          xx[i][j] += all.x[row][i] * all.x[row][j] / all.y.length;
        }
      }
    }
    boolean[] used = new boolean[documents];
    Arrays.fill(used, true);
    double sum = 0;
    for (int i = 0; i < TRUTH; i++) {
      Data data = draw(documents, kind, random);
      sum += error(contest.second().train(data, used, random), xx, xy);
      sum -= error(contest.first().train(data, used, random), xx, xy);
    }
    return sum / TRUTH;
  }

  /** Expected squared error less that of no prediction. */
  private static double error(double[] weights, double[][] xx, double[] xy) {
    double error = -2 * dot(weights, xy);
    for (int i = 0; i < FEATURES; i++) {
      error += weights[i] * dot(xx[i], weights);
    }
    return error;
  }

  /** The longest document first, each to the fold with the fewest windows. */
  private static int[] folds(Data data, int folds, Random random) {
    int[] lengths = data.lengths();
    double[] chance = random.doubles(lengths.length).toArray();
    int[] fold = new int[lengths.length];
    long[] windows = new long[folds];
    IntStream.range(0, lengths.length)
        .boxed()
        .sorted(Comparator.comparingDouble(d -> chance[d] - lengths[d]))
        .forEach(
            d -> {
              int least =
                  IntStream.range(0, folds)
                      .boxed()
                      .min(Comparator.comparingLong(k -> windows[k]))
                      .orElseThrow();
              fold[d] = least;
              windows[least] += lengths[d];
            });
    return fold;
  }

  private static Data draw(int documents, Kind kind, Random random) {
    int[] lengths =
        IntStream.range(0, documents)
            .map(d -> 3 + (int) Math.min(57, 12 * Math.exp(0.9 * random.nextGaussian())))
            .toArray();
    int rows = Arrays.stream(lengths).sum();
    Data data = new Data(new double[rows][FEATURES], new double[rows], new int[rows], documents);
    int row = 0;
    for (int d = 0; d < documents; d++) {
      double[] shift = random.doubles(FEATURES).map(u -> 0.7 * random.nextGaussian()).toArray();
      double[] slope = new double[FEATURES];
      double own = effects(kind, slope, random);
      for (int i = 0; i < lengths[d]; i++, row++) {
        data.document[row] = d;
        data.y[row] = own + noise(kind, random);
        for (int j = 0; j < FEATURES; j++) {
          data.x[row][j] = shift[j] + random.nextGaussian();
          data.y[row] += (0.3 + slope[j]) * data.x[row][j];
        }
      }
    }
    return data;
  }

  /** What is a document's own: its slopes, and what it adds to every answer. */
  private static double effects(Kind kind, double[] slope, Random random) {
    double size =
        switch (kind) {
          case NORMAL -> 0.2;
          case HEAVY_TAILED -> 0.3;
          case CLUSTERED -> 0.6;
        };
    Arrays.setAll(
        slope, j -> size * (kind == Kind.HEAVY_TAILED ? tailed(random) : random.nextGaussian()));
    return switch (kind) {
      case NORMAL -> 0.3 * random.nextGaussian();
      case HEAVY_TAILED -> 0.5 * tailed(random);
      case CLUSTERED -> -1 - Math.log(1 - random.nextDouble());
    };
  }

  private static double noise(Kind kind, Random random) {
    return switch (kind) {
      case NORMAL -> random.nextGaussian();
      case HEAVY_TAILED -> tailed(random);
      case CLUSTERED -> 0.5 * random.nextGaussian();
    };
  }

  /** Student's t with three degrees of freedom, scaled to a variance of 1. */
  private static double tailed(Random random) {
    double squares = 0;
    for (int i = 0; i < 3; i++) {
      double z = random.nextGaussian();
      squares += z * z;
    }
    return random.nextGaussian() / Math.sqrt(squares);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** Gauss and Jordan, for a positive definite matrix beside its right side. */
  private static double[] solve(double[][] a) {
    int n = a.length;
    for (int i = 0; i < n; i++) {
      for (int row = 0; row < n; row++) {
        double factor = row == i ? 0 : a[row][i] / a[i][i];
        for (int j = i; factor != 0 && j <= n; j++) {
          a[row][j] -= factor * a[i][j];
        }
      }
    }
    double[] x = new double[n];
    Arrays.setAll(x, i -> a[i][n] / a[i][i]);
    return x;
  }
}
