package dev.nextvec.internal.twins;

import dev.nextvec.progress.Progress;
import dev.nextvec.vector.VectorStore;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Rows, scaled to unit length and projected on orthonormal directions: two directions make a grid,
 * inside a cell rows are sorted by the third.
 */
final class ProjectedRows {
  private final int directions;
  private final float squaredRadius;

  /** Position in the list of rows, in the order of cells and of the third direction. */
  private final int[] order;

  /** {@code [rows, directions]} in that order. */
  private final float[] values;

  /** First point of each cell, and the number of points at the end. */
  private final int[] starts;

  private final Map<GridCell, Integer> cellNumbers;
  private final GridCell[] cells;

  private record GridCell(int x, int y) {}

  private ProjectedRows(int directions, double radius, float[] unsorted) {
    this.directions = directions;
    this.squaredRadius = (float) (radius * radius);
    int rows = unsorted.length / directions;
    GridCell[] cellOf = new GridCell[rows];
    Arrays.setAll(
        cellOf,
        i ->
            new GridCell(
                (int) Math.floor(unsorted[i * directions] / radius),
                directions < 2 ? 0 : (int) Math.floor(unsorted[i * directions + 1] / radius)));
    int third = Math.min(2, directions - 1);
    this.order =
        IntStream.range(0, rows)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingInt(i -> cellOf[i].x)
                    .thenComparingInt(i -> cellOf[i].y)
                    .thenComparingDouble(i -> unsorted[i * directions + third])
                    .thenComparingInt(i -> i))
            .mapToInt(Integer::intValue)
            .toArray();
    this.values = new float[unsorted.length];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(unsorted, order[i] * directions, values, i * directions, directions);
    }
    int[] first =
        IntStream.range(0, rows)
            .filter(i -> i == 0 || !cellOf[order[i]].equals(cellOf[order[i - 1]]))
            .toArray();
    this.starts = Arrays.copyOf(first, first.length + 1);
    starts[first.length] = rows;
    this.cells = Arrays.stream(first).mapToObj(i -> cellOf[order[i]]).toArray(GridCell[]::new);
    this.cellNumbers = new HashMap<>();
    for (int i = 0; i < cells.length; i++) {
      cellNumbers.put(cells[i], i);
    }
  }

  /** Projects {@code rows} of a store on the directions in which they differ most. */
  static ProjectedRows of(VectorStore vectors, long[] rows, double radius, Progress progress) {
    Directions directions = Directions.of(vectors, rows, Directions.MOST);
    float[] values = new float[Math.multiplyExact(rows.length, directions.count())];
    float[] vector = new float[vectors.dimension()];
    for (int i = 0; i < rows.length; i++) {
      vectors.read(rows[i], 1, vector, 0);
      directions.project(vector, 0, values, i * directions.count());
      progress.update(i + 1, rows.length);
    }
    return new ProjectedRows(directions.count(), radius, values);
  }

  int cells() {
    return cells.length;
  }

  int start(int cell) {
    return starts[cell];
  }

  /** The neighbours of a cell that, with it, make each pair of neighbours once. */
  int[] neighboursAfter(int cell) {
    int x = cells[cell].x;
    int y = cells[cell].y;
    return Stream.of(
            new GridCell(x, y + 1),
            new GridCell(x + 1, y - 1),
            new GridCell(x + 1, y),
            new GridCell(x + 1, y + 1))
        .map(cellNumbers::get)
        .filter(number -> number != null)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** The coordinate by which the points of a cell are sorted. */
  float sorted(int point) {
    return values[point * directions + Math.min(2, directions - 1)];
  }

  /** Position of a point in the list of rows. */
  int index(int point) {
    return order[point];
  }

  /** Whether two points are within the radius in all directions together. */
  boolean close(int a, int b) {
    int at = a * directions;
    int other = b * directions;
    float sum = 0;
    for (int k = 0; k < directions; k++) {
      float difference = values[at + k] - values[other + k];
      sum += difference * difference;
      if (sum > squaredRadius) {
        return false;
      }
    }
    return true;
  }
}
