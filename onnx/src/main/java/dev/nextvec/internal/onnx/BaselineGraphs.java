package dev.nextvec.internal.onnx;

import static dev.nextvec.internal.onnx.Graph.attribute;

import dev.nextvec.internal.baseline.Baseline;
import dev.nextvec.internal.baseline.LearnedAverage;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.baseline.MeanVector;
import dev.nextvec.internal.baseline.Persistence;
import dev.nextvec.internal.baseline.RandomVector;
import dev.nextvec.internal.baseline.Ridge;
import java.util.List;

/** The graphs of the baselines. */
final class BaselineGraphs {
  private BaselineGraphs() {}

  /**
   * @throws IllegalArgumentException for what nobody can use
   */
  static ModelGraph.Outputs write(Baseline baseline, GraphLayers layers) {
    int n = baseline.contextLength();
    String raw =
        switch (baseline) {
          case Persistence newest -> layers.position("raw", ModelGraph.CONTEXT, n - 1, 1);
          case LinearAverage average -> layers.mean("raw", ModelGraph.CONTEXT);
          case LearnedAverage average -> learnedAverage(average, layers);
          case MeanVector mean -> mean(mean, layers);
          case Ridge ridge -> ridge(ridge, layers);
          case RandomVector random ->
              throw new IllegalArgumentException(
                  "`random` shows what knowing nothing scores and predicts nothing: export"
                      + " another");
        };
    return ModelGraph.Outputs.of(raw);
  }

  private static String learnedAverage(LearnedAverage average, GraphLayers layers) {
    Graph graph = layers.graph();
    String weights =
        graph.weight(
            "weights", Tensors.shaped(layers.tensor("weights"), 1, average.contextLength()));
    String sum = layers.weightedSum("sum", weights, ModelGraph.CONTEXT);
    return graph.add("Add", "raw", sum, layers.weight("offset"));
  }

  /** As many times as there are contexts. */
  private static String mean(MeanVector mean, GraphLayers layers) {
    Graph graph = layers.graph();
    String batch =
        graph.add(
            "Shape",
            "batch_size",
            List.of(attribute("start", 0), attribute("end", 1)),
            ModelGraph.CONTEXT);
    String shape =
        graph.add(
            "Concat", "shape", List.of(attribute("axis", 0)), batch, graph.whole(mean.dimension()));
    return graph.add("Expand", "raw", layers.weight("mean"), shape);
  }

  private static String ridge(Ridge ridge, GraphLayers layers) {
    Graph graph = layers.graph();
    long width = (long) ridge.contextLength() * ridge.dimension();
    String flat = graph.add("Reshape", "flat", ModelGraph.CONTEXT, graph.whole(0, width));
    return graph.add("Gemm", "raw", flat, layers.weight("map"), layers.weight("offset"));
  }
}
