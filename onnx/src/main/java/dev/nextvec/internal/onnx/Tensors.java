package dev.nextvec.internal.onnx;

import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import java.util.Arrays;

/** Tensors in other orders than those they are kept in. */
final class Tensors {
  private Tensors() {}

  /** {@code [b, a]} of {@code [a, b]}. */
  static FloatTensor transposed(FloatTensor matrix) {
    int rows = Math.toIntExact(matrix.shape()[0]);
    int columns = Math.toIntExact(matrix.shape()[1]);
    float[] from = matrix.values();
    float[] to = new float[from.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        to[c * rows + r] = from[r * columns + c];
      }
    }
    return new FloatTensor(new long[] {columns, rows}, to);
  }

  /** Some rows of a tensor, each times a factor. */
  static FloatTensor rows(FloatTensor tensor, int from, int count, float factor) {
    long[] shape = tensor.shape().clone();
    int width = Math.toIntExact(tensor.count() / shape[0]);
    float[] values = Arrays.copyOfRange(tensor.values(), from * width, (from + count) * width);
    shape[0] = count;
    return times(new FloatTensor(shape, values), factor);
  }

  /** A tensor times a factor. */
  static FloatTensor times(FloatTensor tensor, float factor) {
    if (factor == 1) {
      return tensor;
    }
    float[] values = tensor.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return new FloatTensor(tensor.shape(), values);
  }

  /** A matrix {@code [out, in]} with each column times a factor. */
  static FloatTensor scaled(FloatTensor matrix, FloatTensor factors) {
    float[] values = matrix.values().clone();
    float[] by = factors.values();
    for (int i = 0; i < values.length; i++) {
      values[i] *= by[i % by.length];
    }
    return new FloatTensor(matrix.shape(), values);
  }

  /** b + W s: what a bias becomes where the input of its matrix is moved by s. */
  static FloatTensor moved(FloatTensor bias, FloatTensor matrix, FloatTensor by) {
    float[] values = bias.values().clone();
    int width = by.values().length;
    for (int r = 0; r < values.length; r++) {
      double sum = values[r];
      for (int c = 0; c < width; c++) {
        sum += (double) matrix.values()[r * width + c] * by.values()[c];
      }
      values[r] = (float) sum;
    }
    return new FloatTensor(bias.shape(), values);
  }

  /**
   * The blocks of rows of a recurrent layer in another order.
   *
   * @param order the number of the block that comes first, second, and so on
   */
  static FloatTensor blocks(FloatTensor tensor, int... order) {
    float[] from = tensor.values();
    float[] to = new float[from.length];
    int size = from.length / order.length;
    for (int i = 0; i < order.length; i++) {
      System.arraycopy(from, order[i] * size, to, i * size, size);
    }
    return new FloatTensor(tensor.shape(), to);
  }

  /** Two of one shape, number by number. */
  static FloatTensor sum(FloatTensor first, FloatTensor second) {
    float[] values = first.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] += second.values()[i];
    }
    return new FloatTensor(first.shape(), values);
  }

  /** The same numbers in another shape. */
  static FloatTensor shaped(FloatTensor tensor, long... shape) {
    return new FloatTensor(shape, tensor.values());
  }
}
