package dev.nextvec.internal.engine;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Matrix products in plain Java: loops over whole rows with one index, which the compiler turns
 * into vector instructions, in tiles that stay in the processor's cache.
 */
final class FloatProducts {
  private static final int TILE = 512;

  private final boolean parallel;

  FloatProducts(int threads) {
    parallel = threads > 1;
  }

  private IntStream range(int count) {
    IntStream range = IntStream.range(0, count);
    return parallel ? range.parallel() : range;
  }

  /**
   * sum += aᵀ b, rounded to float32 within one call only.
   *
   * @param a {@code [count, *]} of row length {@code aWidth}, columns {@code aFrom .. aFrom + rows}
   * @param b likewise, columns {@code bFrom .. bFrom + columns}
   * @param sum row-major with rows of {@code stride}
   * @param sign 1, or -1 to subtract
   */
  void addTransposed(Operand a, Operand b, int count, double[] sum, int at, int stride, int sign) {
    range(a.columns())
        .forEach(
            i -> {
              float[] tile = new float[Math.min(TILE, b.columns())];
              for (int from = 0; from < b.columns(); from += TILE) {
                int width = Math.min(TILE, b.columns() - from);
                Arrays.fill(tile, 0, width, 0);
                for (int w = 0; w < count; w++) {
                  float factor = a.values()[w * a.stride() + a.from() + i];
                  axpy(factor, b.values(), w * b.stride() + b.from() + from, tile, 0, width);
                }
                int row = at + i * stride + from;
                for (int j = 0; j < width; j++) {
                  sum[row + j] += sign * tile[j];
                }
              }
            });
  }

  /**
   * Columns of a row-major matrix.
   *
   * @param stride length of its rows
   * @param from the first column
   * @param columns how many
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Operand(float[] values, int stride, int from, int columns) {}

  /**
   * out = x w + offset.
   *
   * @param x {@code [count, in]}
   * @param w {@code [in, out]}
   */
  void affine(float[] x, int count, float[] w, float[] offset, float[] out) {
    int width = offset.length;
    int in = w.length / width;
    range(count)
        .forEach(
            i -> {
              System.arraycopy(offset, 0, out, i * width, width);
              for (int k = 0; k < in; k++) {
                axpy(x[i * in + k], w, k * width, out, i * width, width);
              }
            });
  }

  /**
   * out = a bᵀ.
   *
   * @param a {@code [m, dimension]}
   * @param b {@code [n, dimension]}
   * @param out {@code [m, n]}
   */
  void timesTransposed(float[] a, int aFrom, int m, float[] b, int n, int dimension, float[] out) {
    float[] columns = transposed(b, n, dimension);
    range(m)
        .forEach(
            i -> {
              Arrays.fill(out, i * n, (i + 1) * n, 0);
              for (int d = 0; d < dimension; d++) {
                axpy(a[(aFrom + i) * dimension + d], columns, d * n, out, i * n, n);
              }
            });
  }

  private static float[] transposed(float[] b, int n, int dimension) {
    float[] columns = new float[n * dimension];
    for (int j = 0; j < n; j++) {
      for (int d = 0; d < dimension; d++) {
        columns[d * n + j] = b[j * dimension + d];
      }
    }
    return columns;
  }

  private static void axpy(float factor, float[] x, int from, float[] y, int at, int count) {
    for (int j = 0; j < count; j++) {
      y[at + j] += factor * x[from + j];
    }
  }
}
