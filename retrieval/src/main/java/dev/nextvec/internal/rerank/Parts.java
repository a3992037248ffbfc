package dev.nextvec.internal.rerank;

import java.util.ArrayList;
import java.util.List;

/**
 * Where vectors are made of parts that were put one after another, as several encoders' are. A part
 * that an encoder gave has the same length in every vector, and a stretch of numbers of one
 * encoder's vector has not: that tells parts by the vectors alone, whoever made them.
 *
 * @param ends where each part ends; the last is the vectors' length
 */
public record Parts(List<Integer> ends) {
  /** Squared lengths that differ by less than this, of 1 for the whole, are those of one part. */
  private static final double SAME = 1e-4;

  /** A shorter stretch is no encoder's. */
  private static final int SHORTEST = 16;

  /** Of the squared length; numbers that are nearly zero differ by little, too. */
  private static final double LEAST_SHARE = 0.01;

  private static final int MOST = 8;

  public Parts {
    ends = List.copyOf(ends);
    int before = 0;
    for (int end : ends) {
      if (end <= before) {
        throw new IllegalArgumentException("the parts of a vector end at " + ends);
      }
      before = end;
    }
    if (ends.isEmpty()) {
      throw new IllegalArgumentException("a vector has no parts");
    }
  }

  /** Vectors that are one. */
  public static Parts whole(int dimension) {
    return new Parts(List.of(dimension));
  }

  /**
   * Finds the parts.
   *
   * @param rows some vectors, of any length but zero
   * @return one part where none is seen, or so many that it cannot be encoders'
   */
  public static Parts of(List<float[]> rows, int dimension) {
    double[] mean = new double[dimension];
    double[] square = new double[dimension];
    for (float[] row : rows) {
      add(row, mean, square);
    }
    List<Integer> ends = new ArrayList<>();
    int last = 0;
    double before = 0;
    for (int i = SHORTEST - 1; i < dimension - SHORTEST; i++) {
      double share = mean[i] / rows.size();
      double deviation = Math.sqrt(Math.max(0, square[i] / rows.size() - share * share));
      boolean heavy = share - before >= LEAST_SHARE && 1 - share >= LEAST_SHARE;
      if (deviation < SAME && heavy && i + 1 - last >= SHORTEST) {
        ends.add(i + 1);
        last = i + 1;
        before = share;
      }
    }
    boolean encoders = rows.size() > MOST && ends.size() < MOST;
    if (encoders) {
      ends.add(dimension);
    }
    return encoders ? new Parts(ends) : whole(dimension);
  }

  /** Adds the share of the squared length that ends at each number. */
  private static void add(float[] row, double[] mean, double[] square) {
    double whole = 0;
    for (float value : row) {
      whole += (double) value * value;
    }
    double sum = 0;
    for (int i = 0; i < row.length; i++) {
      sum += (double) row[i] * row[i] / whole;
      mean[i] += sum;
      square[i] += sum * sum;
    }
  }

  int count() {
    return ends.size();
  }

  int from(int part) {
    return part == 0 ? 0 : ends.get(part - 1);
  }

  int length(int part) {
    return ends.get(part) - from(part);
  }
}
