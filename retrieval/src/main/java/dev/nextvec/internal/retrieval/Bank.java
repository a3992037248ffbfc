package dev.nextvec.internal.retrieval;

import dev.nextvec.data.Windows;
import dev.nextvec.vector.VectorStore;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The chunks among which next ones are looked for, in the dataset's order. A chunk's place is its
 * number among them.
 *
 * @param vectors by place
 * @param rows the dataset's row of each place, ascending
 * @param map where the index has the dataset's rows
 */
@SuppressWarnings("ArrayRecordComponent")
record Bank(VectorStore vectors, int[] rows, RowMap map) {

  /** Rows of another store. */
  private record Chosen(VectorStore of, int[] chosen) implements VectorStore {
    @Override
    public long rows() {
      return chosen.length;
    }

    @Override
    public int dimension() {
      return of.dimension();
    }

    @Override
    public void read(long first, int count, float[] into, int offset) {
      for (int i = 0; i < count; i++) {
        of.read(chosen[(int) first + i], 1, into, offset + i * dimension());
      }
    }

    @Override
    public void close() {} // the other store has an owner of its own
  }

  /** Every chunk of the dataset. */
  static Bank whole(Windows windows, RowMap map) {
    int count = Math.toIntExact(windows.vectors().rows());
    return new Bank(windows.vectors(), IntStream.range(0, count).toArray(), map);
  }

  /** Every chunk that one of some windows touches. */
  static Bank touched(Windows windows, int[] chosen, RowMap map) {
    int[] rows =
        Arrays.stream(chosen)
            .flatMap(
                window -> {
                  int first = (int) windows.firstRow(window);
                  return IntStream.rangeClosed(first, first + windows.contextLength());
                })
            .sorted()
            .distinct()
            .toArray();
    return new Bank(new Chosen(windows.vectors(), rows), rows, map);
  }

  int size() {
    return rows.length;
  }

  /** The place of a row of the dataset that is among them. */
  int place(long row) {
    int place = Arrays.binarySearch(rows, (int) row);
    if (place < 0) {
      throw new IllegalArgumentException("row " + row + " is not among those looked at");
    }
    return place;
  }

  /** The index's row of a place. */
  int indexed(int place) {
    return map.of(rows[place]);
  }

  /** Values by the index's rows, by place. */
  float[] apply(float[] values) {
    float[] own = new float[rows.length];
    for (int i = 0; i < own.length; i++) {
      own[i] = values[indexed(i)];
    }
    return own;
  }
}
