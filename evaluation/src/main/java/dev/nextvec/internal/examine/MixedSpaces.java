package dev.nextvec.internal.examine;

import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.internal.twins.Subspaces;
import dev.nextvec.vector.Rows;
import dev.nextvec.vector.VectorStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Whether some documents were encoded otherwise than the rest. Documents are parted in two by their
 * mean vectors; one encoder spreads both over the same directions, two encoders do not.
 *
 * @param first number of documents of the first kind
 * @param second number of the second
 * @param example a document of the smaller kind
 * @param cosine of the mean vectors of the two
 * @param within overlap of the directions of two halves of one kind, the lower of both
 * @param between overlap of the directions of the two kinds
 * @param chance overlap of directions that have nothing to do with each other
 */
record MixedSpaces(
    int first,
    int second,
    DocumentStretch example,
    double cosine,
    double within,
    double between,
    double chance) {
  private static final int MOST_DOCUMENTS = 1500;
  private static final int MOST_ROWS = 1000;
  private static final int ROUNDS = 10;
  private static final int FEWEST = 8;

  /** Whether it is plain that there are two. */
  boolean plain() {
    return within > chance + 0.2 && between < chance + 0.25 * (within - chance) && cosine < 0.5;
  }

  /** Parts the documents; empty where there are too few of one kind to say anything. */
  static Optional<MixedSpaces> of(VectorStore vectors, List<DocumentStretch> all, long seed) {
    int count = Math.min(MOST_DOCUMENTS, all.size());
    List<DocumentStretch> stretches =
        IntStream.range(0, count)
            .mapToObj(i -> all.get((int) ((long) i * all.size() / count)))
            .toList();
    float[][] means = stretches.stream().map(s -> mean(vectors, s)).toArray(float[][]::new);
    boolean[] second = part(means, seed);
    List<DocumentStretch> a = new ArrayList<>();
    List<DocumentStretch> b = new ArrayList<>();
    for (int i = 0; i < second.length; i++) {
      (second[i] ? b : a).add(stretches.get(i));
    }
    if (Math.min(a.size(), b.size()) < FEWEST) {
      return Optional.empty();
    }
    int width = Math.max(2, Math.min(8, vectors.dimension() / 8));
    double cosine = Rows.cosine(centre(means, second, false), centre(means, second, true));
    double withinA = overlap(vectors, half(a, 0), half(a, 1), width);
    double withinB = overlap(vectors, half(b, 0), half(b, 1), width);
    return Optional.of(
        new MixedSpaces(
            a.size(),
            b.size(),
            (a.size() < b.size() ? a : b).getFirst(),
            cosine,
            Math.min(withinA, withinB),
            overlap(vectors, a, b, width),
            (double) width / vectors.dimension()));
  }

  private static float[] mean(VectorStore vectors, DocumentStretch stretch) {
    int dimension = vectors.dimension();
    int count = Math.min(64, stretch.count());
    float[] rows = new float[count * dimension];
    UnitRows.read(vectors, stretch.first(), count, rows);
    float[] mean = new float[dimension];
    for (int i = 0; i < rows.length; i++) {
      mean[i % dimension] += rows[i];
    }
    Rows.normalise(mean, 0, dimension);
    return mean;
  }

  /** Two means, begun with a document and the one least like it. */
  private static boolean[] part(float[][] means, long seed) {
    boolean[] second = new boolean[means.length];
    if (means.length < 2) {
      return second;
    }
    float[] one =
        means[(int) Math.floorMod(CounterRandom.of(seed, "parting").bits(0), means.length)];
    float[] other = one;
    for (float[] mean : means) {
      other = Rows.cosine(one, mean) < Rows.cosine(one, other) ? mean : other;
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < means.length; i++) {
        second[i] = Rows.cosine(means[i], other) > Rows.cosine(means[i], one);
      }
      one = centre(means, second, false);
      other = centre(means, second, true);
    }
    return second;
  }

  private static float[] centre(float[][] means, boolean[] second, boolean of) {
    float[] sum = new float[means[0].length];
    for (int i = 0; i < means.length; i++) {
      for (int d = 0; second[i] == of && d < sum.length; d++) {
        sum[d] += means[i][d];
      }
    }
    return sum;
  }

  private static List<DocumentStretch> half(List<DocumentStretch> of, int remainder) {
    return IntStream.range(0, of.size()).filter(i -> i % 2 == remainder).mapToObj(of::get).toList();
  }

  private static double overlap(
      VectorStore vectors, List<DocumentStretch> a, List<DocumentStretch> b, int width) {
    return Subspaces.overlap(vectors, rows(a), rows(b), width);
  }

  /** Rows evenly taken from the documents. */
  private static long[] rows(List<DocumentStretch> stretches) {
    long[] rows =
        stretches.stream()
            .flatMapToLong(s -> LongStream.range(s.first(), s.first() + s.count()))
            .toArray();
    int count = Math.min(MOST_ROWS, rows.length);
    return IntStream.range(0, count)
        .mapToLong(i -> rows[(int) ((long) i * rows.length / count)])
        .toArray();
  }
}
