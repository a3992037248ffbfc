package dev.nextvec.internal.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
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
  private final Map<String, CallTensor> tensors = new LinkedHashMap<>();

  /**
   * Buffers for calls up to a size.
   *
   * @param most contexts in a call
   * @param shapes of the graph's input and outputs for one context, by name
   */
  CallBuffers(OrtEnvironment environment, int most, Map<String, long[]> shapes) {
    this.most = most;
    shapes.forEach((name, shape) -> tensors.put(name, new CallTensor(environment, most, shape)));
  }

  /** Whether they are large enough for so many contexts. */
  boolean hold(int contexts) {
    return contexts <= most;
  }

  /** What was computed under a name of the graph, one row for each context, from its start. */
  FloatBuffer of(String name) {
    return tensor(name).buffer();
  }

  private CallTensor tensor(String name) {
    return Objects.requireNonNull(tensors.get(name));
  }

  /** Computes all answers. */
  void run(OrtSession session, int count, CallContexts contexts) throws OrtException {
    Map<String, OnnxTensor> answers = new LinkedHashMap<>();
    for (Map.Entry<String, CallTensor> entry : tensors.entrySet()) {
      if (!entry.getKey().equals(ModelGraph.CONTEXT)) {
        answers.put(entry.getKey(), entry.getValue().own(count));
      }
    }
    run(session, count, contexts, answers);
  }

  /**
   * Computes predictions alone.
   *
   * @param memory where they are written: outside of Java's heap, in the machine's byte order
   */
  void runInto(OrtSession session, int count, CallContexts contexts, FloatBuffer memory)
      throws OrtException {
    try (OnnxTensor predictions = tensor(ModelGraph.PREDICTION).over(memory, count)) {
      run(session, count, contexts, Map.of(ModelGraph.PREDICTION, predictions));
    }
  }

  private void run(
      OrtSession session, int count, CallContexts contexts, Map<String, OnnxTensor> answers)
      throws OrtException {
    CallTensor asked = tensor(ModelGraph.CONTEXT);
    switch (contexts) {
      case CallContexts.InPlace(FloatBuffer memory) -> {
        try (OnnxTensor tensor = asked.over(memory, count)) {
          run(session, tensor, answers);
        }
      }
      case CallContexts.Copied copied -> {
        OnnxTensor tensor = asked.own(count);
        copied.to().accept(asked.buffer());
        run(session, tensor, answers);
      }
    }
  }

  private static void run(OrtSession session, OnnxTensor contexts, Map<String, OnnxTensor> answers)
      throws OrtException {
    session.run(Map.of(ModelGraph.CONTEXT, contexts), Set.of(), answers).close();
  }

  @Override
  public void close() {
    tensors.values().forEach(CallTensor::close);
  }
}
