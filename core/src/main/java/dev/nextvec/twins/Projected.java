package dev.nextvec.twins;

import dev.nextvec.data.VectorStore;
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

  /** The same rows by ascending first coordinate; equal ones by row. */
  Projected sorted() {
    Integer[] order = new Integer[rows.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        (a, b) -> {
          int byCoordinate = Float.compare(first(a), first(b));
          return byCoordinate != 0 ? byCoordinate : Long.compare(rows[a], rows[b]);
        });
    Projected sorted =
        new Projected(
            new long[rows.length], new float[coordinates.length], new boolean[rows.length], width);
    for (int i = 0; i < order.length; i++) {
      sorted.rows[i] = rows[order[i]];
      sorted.zero[i] = zero[order[i]];
      System.arraycopy(coordinates, order[i] * width, sorted.coordinates, i * width, width);
    }
    return sorted;
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
