package dev.nextvec.internal.examine;

import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.progress.Progress;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Estimate;
import dev.nextvec.vector.VectorStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How alike chunks are that lie k apart, and what that would be if the order meant nothing.
 *
 * @param lags one for each distance that occurs, from 1 on
 * @param otherDocuments mean cosine of two chunks of different documents: all such pairs
 * @param coherence mean cosine of neighbours in training, validation and test, where they have some
 * @param shuffles how often the chunks of every document were put in random order
 * @param pValue share of these orders whose chunks are as alike at some distance: see {@link
 *     RandomOrders}
 */
public record Sequence(
    List<Lag> lags,
    double otherDocuments,
    List<PartCoherence> coherence,
    int shuffles,
    double pValue) {
  /** Largest distance. */
  public static final int MOST = 10;

  private static final int SHUFFLES = 200;

  /** Longer stretches are cut, since a table of all pairs in a stretch is kept. */
  private static final int LONGEST = 256;

  /**
   * One distance.
   *
   * @param k distance in chunks
   * @param cosine mean cosine of chunks that far apart in one document
   * @param shuffled the same with the chunks of every document in random order, on average
   * @param low 2.5 % of the random orders are below this at some distance
   * @param high 2.5 % are above this at some distance
   */
  public record Lag(int k, Estimate cosine, double shuffled, double low, double high) {}

  /**
   * One part of the split.
   *
   * @param part its name
   * @param cosine mean cosine of neighbours
   */
  public record PartCoherence(String part, Estimate cosine) {}

  public Sequence {
    lags = List.copyOf(lags);
    coherence = List.copyOf(coherence);
  }

  /** Whether chunks are shown to be more alike at some distance than in random order. */
  public boolean orderMatters() {
    return pValue <= RandomOrders.LEVEL;
  }

  /**
   * Whether neighbours are shown to be more alike than chunks of different documents; absent
   * without an interval.
   */
  public Optional<Boolean> neighboursAreAlike() {
    return lags.stream()
        .findFirst()
        .flatMap(lag -> lag.cosine().interval())
        .map(ends -> ends.low() > otherDocuments);
  }

  /** What is kept of a document, or of a group of them, for {@link Parity}. */
  @SuppressWarnings("ArrayRecordComponent")
  record StretchSummary(int part, int chunks, double neighbours, int pairs, float[] sum) {
    /** Both together, which lie in one part. */
    StretchSummary plus(StretchSummary other) {
      float[] both = sum.clone();
      for (int d = 0; d < both.length; d++) {
        both[d] += other.sum[d];
      }
      return new StretchSummary(
          part, chunks + other.chunks, neighbours + other.neighbours, pairs + other.pairs, both);
    }
  }

  /** The curve, and a summary of each group of documents in each part. */
  record SequenceResult(Sequence sequence, List<StretchSummary> summaries) {}

  static SequenceResult measure(
      Engine engine,
      VectorStore vectors,
      List<DocumentStretch> stretches,
      long seed,
      Progress progress) {
    SequenceSums pass = new SequenceSums(engine, vectors, seed);
    for (int i = 0; i < stretches.size(); i++) {
      pass.take(stretches.get(i));
      progress.update(i + 1, stretches.size());
    }
    return new SequenceResult(pass.sequence(seed), List.copyOf(pass.summaries.values()));
  }

  /** A group of documents, where it lies in that part. */
  private record GroupPart(int group, int part) {}

  /** Sums over the stretches seen so far. */
  private static final class SequenceSums {
    private final Engine engine;
    private final VectorStore vectors;
    private final CounterRandom random;
    private final List<Values> byLag = new ArrayList<>();
    private final List<Values> byPart = new ArrayList<>();
    private final double[][] shuffled = new double[MOST][SHUFFLES];
    private final Map<GroupPart, StretchSummary> summaries = new LinkedHashMap<>();
    private final double[] total;
    private double squaresOfSums;
    private double squaresOfCounts;
    private long chunks;
    private int seen;

    SequenceSums(Engine engine, VectorStore vectors, long seed) {
      this.engine = engine;
      this.vectors = vectors;
      this.random = CounterRandom.of(seed, "random orders");
      this.total = new double[vectors.dimension()];
      IntStream.range(0, MOST).forEach(k -> byLag.add(new Values()));
      DocumentStretch.PARTS.forEach(part -> byPart.add(new Values()));
    }

    void take(DocumentStretch stretch) {
      float[] sum = new float[vectors.dimension()];
      Values own = byPart.get(stretch.part());
      int before = own.count;
      for (int from = 0; from < stretch.count(); from += LONGEST) {
        // The last row is read again, so that no pair of neighbours is lost at a cut.
        int start = Math.max(0, from - 1);
        int count = Math.min(stretch.count(), from + LONGEST) - start;
        takePiece(stretch, stretch.first() + start, count, from - start, sum);
      }
      double neighbours = own.sumFrom(before);
      summaries.merge(
          new GroupPart(stretch.group(), stretch.part()),
          new StretchSummary(stretch.part(), stretch.count(), neighbours, own.count - before, sum),
          StretchSummary::plus);
      double squares = 0;
      for (int d = 0; d < sum.length; d++) {
        squares += (double) sum[d] * sum[d];
        total[d] += sum[d];
      }
      squaresOfSums += squares;
      squaresOfCounts += (double) stretch.count() * stretch.count();
      chunks += stretch.count();
    }

    private void takePiece(
        DocumentStretch stretch, long first, int count, int repeated, float[] sum) {
      int dimension = vectors.dimension();
      float[] rows = new float[count * dimension];
      UnitRows.read(vectors, first, count, rows);
      for (int i = repeated * dimension; i < rows.length; i++) {
        sum[i % dimension] += rows[i];
      }
      float[] cosines = new float[count * count];
      engine.ownProducts(rows, count, dimension, cosines);
      for (int k = 1; k <= Math.min(MOST, count - 1); k++) {
        for (int i = 0; i + k < count; i++) {
          float cosine = cosines[i * count + i + k];
          byLag.get(k - 1).add(cosine, stretch.group());
          if (k == 1) {
            byPart.get(stretch.part()).add(cosine, stretch.group());
          }
        }
      }
      shuffle(cosines, count);
    }

    private void shuffle(float[] cosines, int count) {
      CounterRandom own = random.at(seen++);
      int[] order = IntStream.range(0, count).toArray();
      for (int s = 0; s < SHUFFLES; s++) {
        own.at(s).shuffle(order);
        for (int k = 1; k <= Math.min(MOST, count - 1); k++) {
          double sum = 0;
          for (int i = 0; i + k < count; i++) {
            sum += cosines[order[i] * count + order[i + k]];
          }
          shuffled[k - 1][s] += sum;
        }
      }
    }

    Sequence sequence(long seed) {
      Bootstrap bootstrap = new Bootstrap(2000, 0.95, seed);
      RandomOrders orders = orders();
      List<Lag> lags = new ArrayList<>();
      for (int k = 0; k < orders.curve().length; k++) {
        Estimate cosine = byLag.get(k).estimate(bootstrap);
        lags.add(new Lag(k + 1, cosine, orders.mean(k), orders.low(k), orders.high(k)));
      }
      List<PartCoherence> coherence = new ArrayList<>();
      for (int part = 0; part < byPart.size(); part++) {
        if (byPart.get(part).count > 0) {
          coherence.add(
              new PartCoherence(
                  DocumentStretch.PARTS.get(part), byPart.get(part).estimate(bootstrap)));
        }
      }
      return new Sequence(lags, otherDocuments(), coherence, SHUFFLES, orders.pValue());
    }

    private RandomOrders orders() {
      List<Values> occurring = byLag.stream().takeWhile(values -> values.count > 0).toList();
      double[] curve = occurring.stream().mapToDouble(v -> v.sumFrom(0) / v.count).toArray();
      double[][] means = new double[curve.length][];
      for (int k = 0; k < curve.length; k++) {
        int count = byLag.get(k).count;
        means[k] = Arrays.stream(shuffled[k]).map(sum -> sum / count).toArray();
      }
      return new RandomOrders(curve, means);
    }

    /** Over all pairs of different stretches: what all pairs sum to, less those within one. */
    private double otherDocuments() {
      double all = Arrays.stream(total).map(x -> x * x).sum();
      double pairs = (double) chunks * chunks - squaresOfCounts;
      return pairs == 0 ? 0 : (all - squaresOfSums) / pairs;
    }
  }

  /** Values with the document of each. */
  private static final class Values {
    private double[] values = new double[256];
    private int[] documents = new int[256];
    private int count;

    void add(double value, int document) {
      if (count == values.length) {
        values = Arrays.copyOf(values, 2 * count);
        documents = Arrays.copyOf(documents, 2 * count);
      }
      values[count] = value;
      documents[count++] = document;
    }

    double sumFrom(int from) {
      return Arrays.stream(values, from, count).sum();
    }

    Estimate estimate(Bootstrap bootstrap) {
      return bootstrap.mean(Arrays.copyOf(values, count), Arrays.copyOf(documents, count));
    }
  }
}
