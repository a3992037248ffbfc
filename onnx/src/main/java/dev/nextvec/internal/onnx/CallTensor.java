package dev.nextvec.internal.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a graph reads or writes in one call, one row for each context: in memory of its own, which
 * is kept from call to call and so is its tensor while calls are of one size, or in a caller's.
 */
final class CallTensor implements AutoCloseable {
  private final OrtEnvironment environment;
  private final int most;
  private final long[] row;
  private @Nullable FloatBuffer buffer; // not before it is needed
  private @Nullable OnnxTensor tensor;
  private int rows;

  /**
   * For calls up to a size.
   *
   * @param most rows in a call
   * @param row shape of one
   */
  CallTensor(OrtEnvironment environment, int most, long[] row) {
    this.environment = environment;
    this.most = most;
    this.row = row;
  }

  /** Its own memory, from its start to the end of the call's rows. */
  FloatBuffer buffer() {
    if (buffer == null) {
      int bytes = Math.multiplyExact(Float.BYTES, numbers(most));
      buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }
    return buffer.rewind();
  }

  /** In its own memory, for so many rows. */
  OnnxTensor own(int count) throws OrtException {
    if (tensor == null || count != rows) {
      close();
      tensor = over(buffer().clear().limit(numbers(count)), count);
      rows = count;
    }
    return tensor;
  }

  /** In memory of a caller, who closes it: nothing is copied. */
  OnnxTensor over(FloatBuffer memory, int count) throws OrtException {
    long[] shape = new long[row.length + 1];
    shape[0] = count;
    System.arraycopy(row, 0, shape, 1, row.length);
    return OnnxTensor.createTensor(environment, memory, shape);
  }

  private int numbers(int count) {
    long numbers = count;
    for (long size : row) {
      numbers = Math.multiplyExact(numbers, size);
    }
    return Math.toIntExact(numbers);
  }

  @Override
  public void close() {
    if (tensor != null) {
      tensor.close();
      tensor = null;
    }
  }
}
