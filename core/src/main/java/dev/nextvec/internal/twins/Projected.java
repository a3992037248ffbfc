package dev.nextvec.internal.twins;

import dev.nextvec.vector.VectorStore;
import java.util.Arrays;
import java.util.function.LongConsumer;

/** Rows, each scaled to unit length and projected on a few directions. */
final class Projected {
  private static final int BLOCK = 1024;

  private final long[] rows;

  /** {@code [rows, width]}. */
  private final float[] coordinates;

  private final boolean[] zero;
  private final int width;

  private Projected(long[] rows, float[] coordinates, boolean[] zero, int width) {
    this.rows = rows;
    this.coordinates = coordinates;
    this.zero = zero;
    this.width = width;
  }

  static Projected of(
      VectorStore store, long[] rows, Directions directions, LongConsumer progress) {
    int width = directions.count();
    int dimension = store.dimension();
    Projected made =
        new Projected(
            rows.clone(),
            new float[Math.multiplyExact(rows.length, width)],
            new boolean[rows.length],
            width);
    float[] vectors = new float[BLOCK * dimension];
    for (int from = 0; from < rows.length; ) {
      int count = run(rows, from);
      store.read(rows[from], count, vectors, 0);
      for (int i = 0; i < count; i++) {
        made.zero[from + i] =
            !directions.project(vectors, i * dimension, made.coordinates, (from + i) * width);
      }
      from += count;
      progress.accept(from);
    }
    return made;
  }

  /** How many rows from {@code from} on follow each other, at most a block. */
  private static int run(long[] rows, int from) {
    int count = 1;
    while (count < BLOCK
        && from + count < rows.length
        && rows[from + count] == rows[from] + count) {
      count++;
    }
    return count;
  }

  /** The same rows by ascending first coordinate; equal ones in the order of the list. */
  Projected sorted() {
    long[] order = new long[rows.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (long) ascending(first(i)) << 32 | i;
    }
    Arrays.sort(order);
    Projected sorted =
        new Projected(
            new long[rows.length], new float[coordinates.length], new boolean[rows.length], width);
    for (int i = 0; i < order.length; i++) {
      int from = (int) order[i];
      sorted.rows[i] = rows[from];
      sorted.zero[i] = zero[from];
      System.arraycopy(coordinates, from * width, sorted.coordinates, i * width, width);
    }
    return sorted;
  }

  /** A whole number for each float, in the same order. */
  private static int ascending(float value) {
    int bits = Float.floatToIntBits(value);
    return bits ^ (bits >> 31 & Integer.MAX_VALUE);
  }

  int size() {
    return rows.length;
  }

  long row(int i) {
    return rows[i];
  }

  boolean isZero(int i) {
    return zero[i];
  }

  float first(int i) {
    return coordinates[i * width];
  }

  /** The first position, of sorted rows, whose first coordinate is not below {@code value}. */
  int firstNotBelow(float value) {
    int low = 0;
    int high = rows.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (first(middle) < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Whether the coordinates of row {@code i} and row {@code j} of the other lie close enough. */
  boolean near(int i, Projected other, int j, double squared) {
    double sum = 0;
    for (int k = 0; k < width; k++) {
      double difference = coordinates[i * width + k] - (double) other.coordinates[j * width + k];
      sum += difference * difference;
      if (sum > squared) {
        return false;
      }
    }
    return true;
  }
}
