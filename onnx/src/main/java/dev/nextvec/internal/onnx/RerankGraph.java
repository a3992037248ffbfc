package dev.nextvec.internal.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A re-ranker as an ONNX graph: {@code features [batch, features]} in, one row for each candidate,
 * {@code scores [batch]} out. What the features are stands in the property {@code
 * nextvec.features}, a list, and how it was fitted in {@code nextvec.fitted}.
 *
 * @param names of the features
 * @param hidden units
 * @param weights W {@code [features, hidden]}, b {@code [hidden]}, u {@code [hidden]}, v {@code
 *     [features]}, one after another: max(0, x W + b) u + x v
 * @param fitted how it was fitted, as JSON
 * @param probe rows of features
 * @param scores what the re-ranker gives them; the graph must give the same
 */
@SuppressWarnings("ArrayRecordComponent")
public record RerankGraph(
    List<String> names, int hidden, float[] weights, String fitted, float[] probe, float[] scores) {
  static final String FILE = "rerank.onnx";

  private static final String FEATURES = "features";
  private static final String SCORES = "scores";
  private static final double SAME = 1e-4; // of a score, or of 1: sums are in another order

  /**
   * Writes it, and compares what ONNX Runtime makes of it.
   *
   * @throws IOException if the disk refuses, or the scores are others
   */
  void write(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    OnnxFile.STANDARD.write(file, written());
    float[] found = run(file, probe);
    for (int i = 0; i < scores.length; i++) {
      if (!(Math.abs(found[i] - scores[i]) <= SAME * Math.max(1, Math.abs(scores[i])))) {
        throw new IOException(
            "%s scores row %d with %s on ONNX Runtime, but the re-ranker with %s: report this"
                .formatted(file, i, found[i], scores[i]));
      }
    }
  }

  private ModelGraph.Written written() {
    Graph graph = new Graph();
    int f = names.size();
    String x = graph.input(FEATURES);
    String inner =
        graph.add(
            "Gemm",
            "units",
            x,
            part(graph, "W", 0, f, hidden),
            part(graph, "b", f * hidden, hidden));
    String units = graph.add("Relu", "rectified", inner);
    int output = f * hidden + hidden;
    String weighed = graph.add("MatMul", "weighed", units, part(graph, "u", output, hidden, 1));
    String direct = graph.add("MatMul", "direct", x, part(graph, "v", output + hidden, f, 1));
    String sum = graph.add("Add", "sum", weighed, direct);
    graph.add("Squeeze", SCORES, sum, graph.whole(1));
    GraphProto.Builder proto = GraphProto.newBuilder().setName("nextvec-reranker");
    proto.addInput(ModelGraph.value(FEATURES, f)).addOutput(ModelGraph.value(SCORES));
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    names.forEach(list::add);
    return ModelGraph.written(
        graph,
        proto,
        Precision.FLOAT32,
        Map.of(
            Properties.PREFIX + FEATURES, list.toString(), Properties.PREFIX + "fitted", fitted));
  }

  private String part(Graph graph, String name, int from, int... shape) {
    int count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    return graph.weight(
        name,
        new FloatTensor(
            Arrays.stream(shape).asLongStream().toArray(),
            Arrays.copyOfRange(weights, from, from + count)));
  }

  /** What ONNX Runtime makes of rows of features. */
  private float[] run(Path file, float[] rows) throws IOException {
    OrtEnvironment environment = LoadedRuntime.environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        OrtSession session = environment.createSession(file.toString(), options)) {
      long[] shape = {rows.length / names.size(), names.size()};
      try (OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(rows), shape);
          OrtSession.Result result = session.run(Map.of(FEATURES, input))) {
        float[] scores = new float[(int) shape[0]];
        ((OnnxTensor) result.get(SCORES).orElseThrow()).getFloatBuffer().get(scores);
        return scores;
      }
    } catch (OrtException e) {
      throw new IOException(file + " is no re-ranker: " + e.getMessage(), e);
    }
  }
}
