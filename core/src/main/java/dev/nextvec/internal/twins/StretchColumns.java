package dev.nextvec.internal.twins;

import dev.nextvec.vector.VectorStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Stretches projected on a few directions, component by component, in blocks of whole stretches
 * that stay in a processor's cache while several vectors are compared with them.
 */
final class StretchColumns {
  private static final int BLOCK = 2048;

  private final List<Stretch> stretches;
  private final Directions directions;

  /** {@code [directions, rows]}. */
  private final float[][] columns;

  /** Half the squared length of each projected row; infinite for rows without direction. */
  private final float[] halfSquares;

  /** First column of each stretch, and their number at the end. */
  private final int[] starts;

  /** First stretch of each block, and their number at the end. */
  private final int[] blocks;

  private StretchColumns(List<Stretch> stretches, Directions directions, int[] starts) {
    this.stretches = stretches;
    this.directions = directions;
    this.starts = starts;
    int rows = starts[stretches.size()];
    this.columns = new float[directions.count()][rows];
    this.halfSquares = new float[rows];
    List<Integer> first = new ArrayList<>(List.of(0));
    for (int s = 0; s < stretches.size(); s++) {
      if (starts[s + 1] - starts[first.getLast()] >= BLOCK) {
        first.add(s + 1);
      }
    }
    if (first.getLast() < stretches.size()) {
      first.add(stretches.size());
    }
    this.blocks = first.stream().mapToInt(Integer::intValue).toArray();
  }

  static StretchColumns of(
      VectorStore vectors, List<Stretch> stretches, Directions directions, LongConsumer progress) {
    int[] starts = new int[stretches.size() + 1];
    for (int s = 0; s < stretches.size(); s++) {
      starts[s + 1] = Math.addExact(starts[s], stretches.get(s).count());
    }
    StretchColumns made = new StretchColumns(stretches, directions, starts);
    for (int s = 0; s < stretches.size(); s++) {
      float[] points = made.project(vectors, stretches.get(s));
      int width = directions.count();
      for (int i = 0; i < stretches.get(s).count(); i++) {
        float squares = 0;
        for (int d = 0; d < width; d++) {
          float x = points[i * width + d];
          made.columns[d][starts[s] + i] = Float.isFinite(x) ? x : 0;
          squares += x * x;
        }
        made.halfSquares[starts[s] + i] =
            Float.isFinite(squares) ? squares / 2 : Float.POSITIVE_INFINITY;
      }
      progress.accept(starts[s + 1]);
    }
    return made;
  }

  /** {@code [rows, directions]}; rows without a direction are NaN. */
  float[] project(VectorStore vectors, Stretch stretch) {
    int width = directions.count();
    float[] rows = new float[Math.multiplyExact(stretch.count(), vectors.dimension())];
    vectors.read(stretch.first(), stretch.count(), rows, 0);
    float[] points = new float[stretch.count() * width];
    for (int i = 0; i < stretch.count(); i++) {
      if (!directions.project(rows, i * vectors.dimension(), points, i * width)) {
        Arrays.fill(points, i * width, (i + 1) * width, Float.NaN);
      }
    }
    return points;
  }

  List<Stretch> stretches() {
    return stretches;
  }

  int rows() {
    return starts[stretches.size()];
  }

  int width() {
    return directions.count();
  }

  /**
   * The nearest row of each of the nearest stretches, for several points.
   *
   * @param points {@code [count, directions]}
   * @param owner whose stretches are passed over
   * @param kept how many stretches for each point
   */
  List<NearestList> nearest(float[] points, int owner, int kept) {
    int count = points.length / width();
    List<NearestList> found = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      found.add(new NearestList(kept));
    }
    float[] scores = new float[0];
    for (int b = 0; b + 1 < blocks.length; b++) {
      int from = starts[blocks[b]];
      int size = starts[blocks[b + 1]] - from;
      scores = scores.length < size ? new float[size] : scores;
      for (int i = 0; i < count; i++) {
        if (!Float.isNaN(points[i * width()])) {
          for (int j = 0; j < size; j++) {
            scores[j] = -halfSquares[from + j];
          }
          ColumnSums.add(points, i * width(), columns, from, size, scores);
          best(b, scores, owner, found.get(i));
        }
      }
    }
    return found;
  }

  private void best(int block, float[] scores, int owner, NearestList into) {
    int from = starts[blocks[block]];
    for (int s = blocks[block]; s < blocks[block + 1]; s++) {
      if (stretches.get(s).owner() != owner) {
        int at = -1;
        float most = Float.NEGATIVE_INFINITY;
        for (int j = starts[s] - from; j < starts[s + 1] - from; j++) {
          if (scores[j] > most) {
            most = scores[j];
            at = j;
          }
        }
        if (at >= 0 && most > into.least()) {
          into.add(s, stretches.get(s).first() + at + from - starts[s], most);
        }
      }
    }
  }
}
