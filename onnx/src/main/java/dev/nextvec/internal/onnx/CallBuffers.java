package dev.nextvec.internal.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Memory outside of Java's heap that a graph reads contexts from and writes its answers into, so
 * that neither allocates anything where calls are of one size. For one call at a time.
 */
final class CallBuffers implements AutoCloseable {
  private final int most;
  private final Map<String, long[]> shapes;
  private final Map<String, FloatBuffer> buffers = new LinkedHashMap<>();
  private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
  private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
  private int count;

  /**
   * Buffers for calls up to a size.
   *
   * @param most contexts in a call
   * @param shapes of the graph's input and outputs for one context, by name
   */
  CallBuffers(int most, Map<String, long[]> shapes) {
    this.most = most;
    this.shapes = shapes;
    shapes.forEach(
        (name, shape) ->
            buffers.put(
                name,
                ByteBuffer.allocateDirect(bytes(most, shape))
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer()));
  }

  private static int bytes(int count, long[] shape) {
    return Math.toIntExact((long) Float.BYTES * count * numbers(shape));
  }

  private static int numbers(long[] shape) {
    long numbers = 1;
    for (long size : shape) {
      numbers *= size;
    }
    return Math.toIntExact(numbers);
  }

  /** Whether they are large enough for so many contexts. */
  boolean hold(int contexts) {
    return contexts <= most;
  }

  /** Makes them those of a call of so many contexts. */
  void size(OrtEnvironment environment, int contexts) throws OrtException {
    if (contexts == count) {
      return;
    }
    close();
    for (Map.Entry<String, long[]> entry : shapes.entrySet()) {
      String name = entry.getKey();
      long[] one = entry.getValue();
      long[] shape = new long[one.length + 1];
      shape[0] = contexts;
      System.arraycopy(one, 0, shape, 1, one.length);
      FloatBuffer buffer = buffer(name).clear().limit(contexts * numbers(one));
      boolean asked = name.equals(ModelGraph.CONTEXT);
      (asked ? inputs : outputs).put(name, OnnxTensor.createTensor(environment, buffer, shape));
    }
    count = contexts;
  }

  /** What is kept under a name of the graph, one row for each context, from its start. */
  FloatBuffer of(String name) {
    return buffer(name).rewind();
  }

  private FloatBuffer buffer(String name) {
    return Objects.requireNonNull(buffers.get(name));
  }

  /** Computes the answers to the contexts that are in the buffer. */
  void run(OrtSession session) throws OrtException {
    session.run(inputs, Set.of(), outputs).close();
  }

  @Override
  public void close() {
    inputs.values().forEach(OnnxTensor::close);
    outputs.values().forEach(OnnxTensor::close);
    inputs.clear();
    outputs.clear();
    count = 0;
  }
}
