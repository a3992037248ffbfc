package dev.nextvec.internal.examine;

import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.progress.Progress;
import dev.nextvec.vector.Rows;
import dev.nextvec.vector.VectorStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Whether documents begin and end where it is said, run forwards, and do not repeat themselves.
 *
 * <p>Three chunks before a place are compared with the three behind it. Where the two sides are no
 * more alike than chunks of different documents, though each side is alike in itself, two documents
 * meet. Around the recorded boundaries the same shows, on average, how many rows they are off.
 *
 * @param usual median of that cosine inside documents
 * @param foreign median of it between different documents
 * @param documents documents long enough to be looked at
 * @param dips first row behind each place inside a document where two documents seem to meet
 * @param shift how many rows behind the recorded boundaries documents end; empty if they end there,
 *     or it cannot be told
 * @param repeats windows whose target equals the newest chunk of the context
 * @param windows all windows looked at
 * @param lead how much more alike the first chunk is to the rest of a document than the last is
 * @param leadError standard error of that, over documents
 */
record Joins(
    double usual,
    double foreign,
    int documents,
    List<Long> dips,
    OptionalInt shift,
    long repeats,
    long windows,
    double lead,
    double leadError) {
  /** Rows on each side of a place. */
  private static final int SIDE = 3;

  private static final int SHORTEST = 2 * SIDE + 2;
  private static final int FARTHEST = 10;
  private static final int FEWEST = 20;
  private static final int FEWEST_OF_DIRECTION = 40;
  private static final int PAIRS = 2000;

  Joins {
    dips = List.copyOf(dips);
  }

  /** Whether there are enough documents for the habits of one manual not to decide. */
  boolean canSeeDirection() {
    return documents >= FEWEST_OF_DIRECTION;
  }

  /** Whether it can be told which end of the documents comes first. */
  boolean directionKnown() {
    return canSeeDirection() && Math.abs(lead) > 4 * leadError && Math.abs(lead) > 0.02;
  }

  static Joins measure(
      VectorStore vectors,
      List<DocumentStretch> stretches,
      int context,
      long seed,
      Progress progress) {
    return new JoinMeasure(vectors, stretches, context).measure(seed, progress);
  }

  /** One pass over the documents. */
  private static final class JoinMeasure {
    private final VectorStore vectors;
    private final List<DocumentStretch> stretches;
    private final int context;
    private final List<Double> inner = new ArrayList<>();
    private final List<Place> lowest = new ArrayList<>();
    private final List<Double> leads = new ArrayList<>();
    private final double[] profile = new double[2 * FARTHEST + 1];
    private final double[] squares = new double[2 * FARTHEST + 1];
    private final int[] counts = new int[2 * FARTHEST + 1];
    private double neighbours;
    private long pairs;
    private long repeats;
    private long windows;

    /** The place of a document where its two sides are least alike. */
    private record Place(long row, double across, double sides) {}

    JoinMeasure(VectorStore vectors, List<DocumentStretch> stretches, int context) {
      this.vectors = vectors;
      this.stretches = stretches;
      this.context = context;
    }

    Joins measure(long seed, Progress progress) {
      for (int i = 0; i < stretches.size(); i++) {
        document(stretches.get(i));
        if (i > 0) {
          boundary(stretches.get(i - 1), stretches.get(i));
        }
        progress.update(i + 1, stretches.size());
      }
      double[] foreign = foreign(seed);
      double[] usual = inner.stream().mapToDouble(x -> x).sorted().toArray();
      boolean visible =
          foreign.length > 0
              && usual.length > 0
              && quantile(usual, 0.5) > quantile(foreign, 0.95)
              && lowest.size() >= FEWEST;
      double level = pairs == 0 ? 0 : neighbours / pairs;
      List<Long> dips = visible ? dips(foreign, level) : List.of();
      double[] lead = meanAndError();
      return new Joins(
          visible ? quantile(usual, 0.5) : 0,
          visible ? quantile(foreign, 0.5) : 0,
          lowest.size(),
          dips,
          visible ? shift(level) : OptionalInt.empty(),
          repeats,
          windows,
          lead[0],
          lead[1]);
    }

    private void document(DocumentStretch stretch) {
      int n = stretch.count();
      float[] rows = new float[n * vectors.dimension()];
      UnitRows.read(vectors, stretch.first(), n, rows);
      double[][] band = band(rows, n);
      for (int i = 0; i + 1 < n; i++) {
        neighbours += band[0][i];
        repeats += i + 1 >= context && band[0][i] >= RepeatedNeighbours.EQUAL ? 1 : 0;
      }
      pairs += n - 1;
      windows += Math.max(0, n - context);
      if (n >= SHORTEST) {
        lowest.add(lowestOf(stretch, band, n));
        leads.add(lead(rows, n));
      }
    }

    /** Cosines of rows {@code k + 1} apart: {@code [k][first]}. */
    private double[][] band(float[] rows, int n) {
      int dimension = vectors.dimension();
      double[][] band = new double[2 * SIDE - 1][n];
      for (int k = 1; k < 2 * SIDE; k++) {
        for (int i = 0; i + k < n; i++) {
          band[k - 1][i] = Rows.dot(rows, i * dimension, rows, (i + k) * dimension, dimension);
        }
      }
      return band;
    }

    private Place lowestOf(DocumentStretch stretch, double[][] band, int n) {
      Place lowest = new Place(-1, 2, 0);
      for (int at = SIDE; at + SIDE <= n; at++) {
        double across = 0;
        for (int a = at - SIDE; a < at; a++) {
          for (int b = at; b < at + SIDE; b++) {
            across += band[b - a - 1][a] / (SIDE * SIDE);
          }
        }
        inner.add(across);
        if (across < lowest.across()) {
          double sides = Math.min(side(band, at - SIDE), side(band, at));
          lowest = new Place(stretch.first() + at, across, sides);
        }
      }
      return lowest;
    }

    private static double side(double[][] band, int from) {
      return (band[0][from] + band[0][from + 1] + band[1][from]) / SIDE;
    }

    private double lead(float[] rows, int n) {
      int dimension = vectors.dimension();
      float[] sum = new float[dimension];
      for (int i = 0; i < rows.length; i++) {
        sum[i % dimension] += rows[i];
      }
      return toRest(rows, 0, sum) - toRest(rows, (n - 1) * dimension, sum);
    }

    private static double toRest(float[] rows, int at, float[] sum) {
      float[] rest = sum.clone();
      for (int d = 0; d < rest.length; d++) {
        rest[d] -= rows[at + d];
      }
      return Rows.cosine(rows, at, rest, 0, rest.length);
    }

    private void boundary(DocumentStretch before, DocumentStretch after) {
      long end = before.first() + before.count();
      if (after.first() != end) {
        return;
      }
      int from = Math.min(FARTHEST + 1, before.count());
      int to = Math.min(FARTHEST + 1, after.count());
      float[] rows = new float[(from + to) * vectors.dimension()];
      UnitRows.read(vectors, end - from, from + to, rows);
      int dimension = vectors.dimension();
      for (int i = 0; i + 1 < from + to; i++) {
        int offset = i + 1 - from + FARTHEST;
        double cosine = Rows.dot(rows, i * dimension, rows, (i + 1) * dimension, dimension);
        profile[offset] += cosine;
        squares[offset] += cosine * cosine;
        counts[offset]++;
      }
    }

    /** Sorted: the same cosine between ends and beginnings of documents that are not neighbours. */
    private double[] foreign(long seed) {
      List<DocumentStretch> usable =
          stretches.stream().filter(stretch -> stretch.count() >= SHORTEST).toList();
      if (usable.size() < 4) {
        return new double[0];
      }
      CounterRandom random = CounterRandom.of(seed, "foreign documents");
      int[] order = new int[usable.size()];
      Arrays.setAll(order, i -> i);
      random.shuffle(order);
      int count = Math.min(PAIRS, order.length);
      double[] foreign = new double[count];
      for (int i = 0; i < count; i++) {
        DocumentStretch a = usable.get(order[i]);
        DocumentStretch b = usable.get(order[(i + 1) % order.length]);
        foreign[i] = across(middle(a), middle(b));
      }
      Arrays.sort(foreign);
      return foreign;
    }

    private float[] middle(DocumentStretch stretch) {
      float[] rows = new float[SIDE * vectors.dimension()];
      UnitRows.read(vectors, stretch.first() + stretch.count() / 2 - 1, SIDE, rows);
      return rows;
    }

    private double across(float[] a, float[] b) {
      int dimension = vectors.dimension();
      double sum = 0;
      for (int i = 0; i < SIDE; i++) {
        for (int j = 0; j < SIDE; j++) {
          sum += Rows.dot(a, i * dimension, b, j * dimension, dimension);
        }
      }
      return sum / (SIDE * SIDE);
    }

    private List<Long> dips(double[] foreign, double level) {
      double limit = quantile(foreign, 0.75);
      double coherent = (level + quantile(foreign, 0.5)) / 2;
      return lowest.stream()
          .filter(place -> place.across() <= limit && place.sides() > coherent)
          .map(Place::row)
          .toList();
    }

    /** The offset with the least alike neighbours, if it is plainly not the boundary. */
    private OptionalInt shift(double level) {
      int least = FARTHEST;
      for (int t = 0; t < profile.length; t++) {
        if (counts[t] >= FEWEST && mean(t) < mean(least)) {
          least = t;
        }
      }
      if (least == FARTHEST || counts[FARTHEST] < FEWEST) {
        return OptionalInt.empty();
      }
      double rise = mean(FARTHEST) - mean(least);
      double error = Math.sqrt(variance(FARTHEST) + variance(least));
      boolean plain = rise > 5 * error && mean(FARTHEST) > (level + mean(least)) / 2;
      return plain ? OptionalInt.of(least - FARTHEST) : OptionalInt.empty();
    }

    private double mean(int offset) {
      return counts[offset] == 0 ? 1 : profile[offset] / counts[offset];
    }

    private double variance(int offset) {
      double mean = mean(offset);
      return Math.max(0, squares[offset] / counts[offset] - mean * mean) / counts[offset];
    }

    private double[] meanAndError() {
      int n = leads.size();
      double mean = leads.stream().mapToDouble(x -> x).average().orElse(0);
      double sum = leads.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
      return new double[] {mean, n < 2 ? 1 : Math.sqrt(sum / (n - 1) / n)};
    }

    private static double quantile(double[] sorted, double share) {
      return sorted[(int) (share * (sorted.length - 1))];
    }
  }
}
