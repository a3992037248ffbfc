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
import java.util.Set;

/**
 * Memory outside of Java's heap that a graph reads contexts from and writes its answers into, so
 * that neither allocates anything where calls are of one size. For one call at a time.
 */
final class CallBuffers implements AutoCloseable {
  private final int count;
  private final FloatBuffer context;
  private final Map<String, FloatBuffer> answers = new LinkedHashMap<>();
  private final Map<String, OnnxTensor> inputs;
  private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();

  /**
   * Buffers for calls of one size.
   *
   * @param count contexts in a call
   * @param widths of each answer to a context, by the output's name
   */
  CallBuffers(
      OrtEnvironment environment,
      int count,
      int contextLength,
      int dimension,
      Map<String, Integer> widths)
      throws OrtException {
    this.count = count;
    context = floats(count * contextLength * dimension);
    inputs =
        Map.of(
            ModelGraph.CONTEXT,
            OnnxTensor.createTensor(
                environment, context, new long[] {count, contextLength, dimension}));
    for (Map.Entry<String, Integer> width : widths.entrySet()) {
      FloatBuffer answer = floats(count * width.getValue());
      answers.put(width.getKey(), answer);
      outputs.put(
          width.getKey(),
          OnnxTensor.createTensor(environment, answer, new long[] {count, width.getValue()}));
    }
  }

  private static FloatBuffer floats(int numbers) {
    return ByteBuffer.allocateDirect(Float.BYTES * numbers)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** Contexts in a call. */
  int count() {
    return count;
  }

  /** Where the contexts of a call go, {@code [count, contextLength, dimension]}. */
  FloatBuffer context() {
    return context.clear();
  }

  /** Computes the answers to the contexts that are in the buffer. */
  void run(OrtSession session) throws OrtException {
    session.run(inputs, Set.of(), outputs).close();
  }

  /** What the graph answered, one row for each context. */
  FloatBuffer answer(String output) {
    return answers.get(output).clear();
  }

  @Override
  public void close() {
    inputs.values().forEach(OnnxTensor::close);
    outputs.values().forEach(OnnxTensor::close);
  }
}
