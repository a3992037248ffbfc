package dev.nextvec.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How often 95 % intervals of a cross-validation hold the truth: by how much one recipe's expected
 * score exceeds another's, over training sets of as many documents as a fold leaves and documents
 * never seen. Learners are ridge regressions, some of which have luck of their own in each
 * training, as networks have. Every cell must hold it in 93.5 of 100 cases, but for the chance of
 * the trials. What it prints with {@code -Dnextvec.coverage.trials=1000} stands in
 * docs/statistics.md.
 */
@Tag("slow")
class FoldCoverageTest {
  private static final int TRIALS = Integer.getInteger("nextvec.coverage.trials", 100);
  private static final int TRUTH = Math.min(10 * TRIALS, 4000);
  private static final int DRAWS = 500;
  private static final int[] DOCUMENTS = {6, 12, 25, 40, 100, 300};
  private static final int[] FOLDS = {5, 10};
  private static final int FEATURES = 6;

  /** E x² of a feature: what varies between documents, and what varies between windows. */
  private static final double SQUARE = 0.7 * 0.7 + 1;

  /** The slope of every feature, over all documents. */
  private static final double SLOPE = 0.3;

  private static final double LEAST = 0.935;

  /** How windows lie in documents. */
  private enum Kind {
    NORMAL,
    HEAVY_TAILED,
    CLUSTERED
  }

  /**
   * Windows of documents: features, answers, the document of each; and for each document the sums
   * of products of its features (a row each), then of these with its answers.
   */
  private record Data(double[][] x, double[] y, int[] document, double[][][] products) {
    int documents() {
      return products.length;
    }

    int[] lengths() {
      int[] lengths = new int[documents()];
      Arrays.stream(document).forEach(d -> lengths[d]++);
      return lengths;
    }

    /** The sums over all documents but those of a fold. */
    double[][] without(int k, int[] fold) {
      double[][] sum = new double[FEATURES + 1][FEATURES];
      for (int d = 0; d < documents(); d++) {
        if (fold[d] != k) {
          for (int i = 0; i <= FEATURES; i++) {
            for (int j = 0; j < FEATURES; j++) {
              sum[i][j] += products[d][i][j];
            }
          }
        }
      }
      return sum;
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
    double[] train(double[][] products, SplittableRandom random) {
      int n = to - from;
      double[][] a = new double[n][n + 1];
      for (int i = 0; i < n; i++) {
        System.arraycopy(products[from + i], from, a[i], 0, n);
        a[i][i]++;
        a[i][n] = products[FEATURES][from + i];
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

  /**
   * What was measured of one number of documents and folds.
   *
   * @param held share of intervals that hold the truth
   * @param wider their mean width, over that of intervals that know no folds
   */
  private record Cell(double held, double wider) {}

  private static final List<Contest> CONTESTS =
      List.of(
          new Contest("equal, unlike features", new Recipe(0, 3, 0), new Recipe(3, 6, 0), true),
          new Contest("equal, some luck", new Recipe(0, 6, 0.1), new Recipe(0, 6, 0.1), true),
          new Contest(
              "all less half the features", new Recipe(0, 6, 0), new Recipe(0, 3, 0), false),
          new Contest("much luck less none", new Recipe(0, 6, 0.15), new Recipe(0, 6, 0), false));

  @Test
  void intervalsOfACrossValidationHoldTheTruth() {
    double chance = 3.5 * Math.sqrt(LEAST * (1 - LEAST) / TRIALS);
    double held = 0;
    int cells = 0;
    for (Contest contest : CONTESTS) {
      for (Kind kind : Kind.values()) {
        for (Cell cell : row(contest, kind)) {
          assertThat(cell.held())
              .as("%s, %s", contest.name(), kind)
              .isGreaterThan(LEAST - chance); // of equal recipes, the rest are false verdicts
          assertThat(cell.wider()).isBetween(1.0, 4.0);
          held += cell.held();
          cells++;
        }
      }
    }
    System.out.printf(Locale.ROOT, "mean %.1f %%%n", 100 * held / cells);
    assertThat(held / cells).isBetween(0.95, 0.99);
  }

  /** By documents, and for each by folds. */
  private static List<Cell> row(Contest contest, Kind kind) {
    List<Cell> cells = new ArrayList<>();
    StringBuilder line =
        new StringBuilder("| %s, %s".formatted(contest.name(), kind).toLowerCase(Locale.ROOT));
    for (int documents : DOCUMENTS) {
      for (int folds : FOLDS) {
        if (documents >= folds) {
          Cell cell = cell(contest, kind, documents, folds);
          cells.add(cell);
          line.append(String.format(Locale.ROOT, " | %.1f ×%.2f", 100 * cell.held(), cell.wider()));
        }
      }
    }
    System.out.println(line.append(" |"));
    return cells;
  }

  private static Cell cell(Contest contest, Kind kind, int documents, int folds) {
    int left = Math.round((float) documents * (folds - 1) / folds);
    double truth = contest.equal() ? 0 : truth(contest, kind, left);
    double[] sums =
        IntStream.range(0, TRIALS)
            .parallel()
            .mapToObj(trial -> trial(contest, kind, documents, folds, trial, truth))
            .reduce((a, b) -> new double[] {a[0] + b[0], a[1] + b[1], a[2] + b[2]})
            .orElseThrow();
    return new Cell(sums[0] / TRIALS, sums[1] / sums[2]);
  }

  /** Whether the interval holds the truth, its width, and that of one that knows no folds. */
  private static double[] trial(
      Contest contest, Kind kind, int documents, int folds, int trial, double truth) {
    SplittableRandom random =
        new SplittableRandom(1_000_003L * documents + 1009L * folds + 7919L * trial);
    Data data = draw(documents, kind, random);
    int[] fold = folds(data, folds, random);
    double[] difference = new double[data.y.length];
    for (int k = 0; k < folds; k++) {
      score(contest, data, fold, k, difference, random);
    }
    List<Quantity> quantity = List.of(Quantity.of(difference, Measure.ANY));
    Bootstrap plain = new Bootstrap(DRAWS, 0.95, trial);
    Interval alone = interval(plain, quantity, data);
    Interval own = interval(plain.acrossFolds(fold), quantity, data);
    return new double[] {
      own.holds(truth) ? 1 : 0, own.high() - own.low(), alone.high() - alone.low()
    };
  }

  private static Interval interval(Bootstrap bootstrap, List<Quantity> quantity, Data data) {
    return bootstrap.means(quantity, data.document).getFirst().interval().orElseThrow();
  }

  private static void score(
      Contest contest, Data data, int[] fold, int k, double[] difference, SplittableRandom random) {
    double[][] others = data.without(k, fold);
    double[] first = contest.first().train(others, random);
    double[] second = contest.second().train(others, random);
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

  /** Mean over many training sets; over documents it is known. */
  private static double truth(Contest contest, Kind kind, int documents) {
    return IntStream.range(0, TRUTH)
        .parallel()
        .mapToDouble(
            i -> {
              SplittableRandom random = new SplittableRandom(99 + 104_729L * i);
              Data data = draw(documents, kind, random);
              double[][] all = data.without(1, new int[documents]);
              return error(contest.second().train(all, random))
                  - error(contest.first().train(all, random));
            })
        .average()
        .orElseThrow();
  }

  /** Expected squared error less that of no prediction: features are unrelated, with mean 0. */
  private static double error(double[] weights) {
    return SQUARE * Arrays.stream(weights).map(w -> w * w - 2 * SLOPE * w).sum();
  }

  /** The longest document first, each to the fold with the fewest windows. */
  private static int[] folds(Data data, int folds, SplittableRandom random) {
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

  private static Data draw(int documents, Kind kind, SplittableRandom random) {
    int[] lengths =
        IntStream.range(0, documents)
            .map(d -> 3 + (int) Math.min(57, 12 * Math.exp(0.9 * random.nextGaussian())))
            .toArray();
    int rows = Arrays.stream(lengths).sum();
    double[][][] products = new double[documents][FEATURES + 1][FEATURES];
    Data data = new Data(new double[rows][FEATURES], new double[rows], new int[rows], products);
    int row = 0;
    for (int d = 0; d < documents; d++) {
      double[] shift = new double[FEATURES];
      Arrays.setAll(shift, j -> 0.7 * random.nextGaussian());
      double[] slope = new double[FEATURES];
      double own = effects(kind, slope, random);
      for (int i = 0; i < lengths[d]; i++, row++) {
        data.document[row] = d;
        double[] x = data.x[row];
        Arrays.setAll(x, j -> shift[j] + random.nextGaussian());
        data.y[row] = own + noise(kind, random) + dot(slope, x) + SLOPE * Arrays.stream(x).sum();
        gather(x, data.y[row], products[d]);
      }
    }
    return data;
  }

  private static void gather(double[] x, double y, double[][] products) {
    for (int j = 0; j < FEATURES; j++) {
      for (int i = 0; i < FEATURES; i++) {
        products[i][j] += x[i] * x[j];
      }
      products[FEATURES][j] += y * x[j];
    }
  }

  /** What is a document's own: its slopes, and what it adds to every answer. */
  private static double effects(Kind kind, double[] slope, SplittableRandom random) {
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

  private static double noise(Kind kind, SplittableRandom random) {
    return switch (kind) {
      case NORMAL -> random.nextGaussian();
      case HEAVY_TAILED -> tailed(random);
      case CLUSTERED -> 0.5 * random.nextGaussian();
    };
  }

  /** Student's t with three degrees of freedom, scaled to a variance of 1. */
  private static double tailed(SplittableRandom random) {
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
