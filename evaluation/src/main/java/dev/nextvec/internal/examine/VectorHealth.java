package dev.nextvec.internal.examine;

import dev.nextvec.progress.Progress;
import dev.nextvec.vector.VectorStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one pass over all vectors shows.
 *
 * @param rows number of vectors
 * @param notFinite rows with NaN or infinity
 * @param zero rows that are all zeros
 * @param constantDimensions components that are the same in every sound row
 * @param offset what those of them that are not zero add to the cosine of any two rows of median
 *     length
 * @param norms lengths of the sound rows
 */
public record VectorHealth(
    long rows,
    List<Long> notFinite,
    List<Long> zero,
    List<Integer> constantDimensions,
    double offset,
    Norms norms) {
  /** An offset below this moves no cosine by as much as its last printed digit. */
  static final double LEAST_OFFSET = 1e-4;

  private static final int BLOCK_VALUES = 1 << 20;

  /**
   * The distribution of lengths.
   *
   * @param low shortest
   * @param median half are shorter
   * @param high longest
   * @param offUnitShare share whose length differs from 1 by more than {@link #UNIT}
   * @param edges edges of the bins
   * @param counts rows in each bin
   */
  public record Norms(
      double low,
      double median,
      double high,
      double offUnitShare,
      List<Double> edges,
      List<Long> counts) {
    /** Lengths this near to 1 count as 1: float16 rounds by about 0.0003. */
    public static final double UNIT = 1e-3;

    private static final int BINS = 40;

    static Norms of(float[] norms) {
      float[] sorted = norms.clone();
      Arrays.sort(sorted);
      double low = sorted[0];
      double high = sorted[sorted.length - 1];
      long off = 0;
      long[] counts = new long[BINS];
      double width = Math.max((high - low) / BINS, 1e-12);
      for (float norm : sorted) {
        off += Math.abs(norm - 1) > UNIT ? 1 : 0;
        counts[(int) Math.clamp((norm - low) / width, 0, BINS - 1)]++;
      }
      List<Double> edges = new ArrayList<>();
      for (int i = 0; i <= BINS; i++) {
        edges.add(low + i * width);
      }
      return new Norms(
          low,
          sorted[sorted.length / 2],
          high,
          (double) off / sorted.length,
          List.copyOf(edges),
          Arrays.stream(counts).boxed().toList());
    }
  }

  public VectorHealth {
    notFinite = List.copyOf(notFinite);
    zero = List.copyOf(zero);
    constantDimensions = List.copyOf(constantDimensions);
  }

  /** Whether cosines can be taken of every row. */
  public boolean sound() {
    return notFinite.isEmpty() && zero.isEmpty();
  }

  /** Reads every vector once. */
  static VectorHealth measure(VectorStore vectors, Progress progress) {
    int dimension = vectors.dimension();
    int rows = (int) vectors.rows();
    if (rows == 0) {
      throw new IllegalArgumentException("there are no vectors to examine");
    }
    HealthScan pass = new HealthScan(rows, dimension);
    int block = Math.max(1, BLOCK_VALUES / dimension);
    float[] values = new float[Math.multiplyExact(Math.min(block, rows), dimension)];
    for (int first = 0; first < rows; first += block) {
      int count = Math.min(block, rows - first);
      vectors.read(first, count, values, 0);
      for (int i = 0; i < count; i++) {
        pass.take(first + i, values, i * dimension);
      }
      progress.update(first + count, rows);
    }
    return pass.result();
  }

  /** What has been seen so far. */
  private static final class HealthScan {
    private final int rows;
    private final int dimension;
    private final float[] low;
    private final float[] high;
    private final float[] norms;
    private int sound;
    private final List<Long> notFinite = new ArrayList<>();
    private final List<Long> zero = new ArrayList<>();

    HealthScan(int rows, int dimension) {
      this.rows = rows;
      this.dimension = dimension;
      this.low = new float[dimension];
      this.high = new float[dimension];
      this.norms = new float[rows];
      Arrays.fill(low, Float.POSITIVE_INFINITY);
      Arrays.fill(high, Float.NEGATIVE_INFINITY);
    }

    void take(long row, float[] values, int at) {
      double a = 0;
      double b = 0;
      double c = 0;
      double d = 0;
      int i = 0;
      for (; i + 3 < dimension; i += 4) {
        a += (double) values[at + i] * values[at + i];
        b += (double) values[at + i + 1] * values[at + i + 1];
        c += (double) values[at + i + 2] * values[at + i + 2];
        d += (double) values[at + i + 3] * values[at + i + 3];
      }
      for (; i < dimension; i++) {
        a += (double) values[at + i] * values[at + i];
      }
      double squares = a + b + c + d; // finite exactly if every component is
      if (!Double.isFinite(squares)) {
        notFinite.add(row);
      } else if (squares == 0) {
        zero.add(row);
      } else {
        norms[sound++] = (float) Math.sqrt(squares);
        extend(values, at);
      }
    }

    private void extend(float[] values, int at) {
      for (int i = 0; i < dimension; i++) {
        low[i] = Math.min(low[i], values[at + i]);
        high[i] = Math.max(high[i], values[at + i]);
      }
    }

    VectorHealth result() {
      List<Integer> constant = new ArrayList<>();
      double squares = 0;
      for (int i = 0; i < dimension && sound > 1; i++) {
        if (low[i] == high[i]) {
          constant.add(i);
          squares += (double) low[i] * low[i];
        }
      }
      Norms lengths =
          sound == 0
              ? new Norms(0, 0, 0, 1, List.of(0.0, 1.0), List.of(0L))
              : Norms.of(Arrays.copyOf(norms, sound));
      double median = lengths.median();
      double offset = squares == 0 ? 0 : squares / (median * median);
      return new VectorHealth(rows, notFinite, zero, constant, offset, lengths);
    }
  }
}
