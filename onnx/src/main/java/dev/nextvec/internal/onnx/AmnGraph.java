package dev.nextvec.internal.onnx;

import static dev.nextvec.internal.onnx.Graph.attribute;

import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.model.Amn;
import java.util.List;
import java.util.Optional;

/**
 * The graph of {@link Amn}, in its diagram's order but for the keys, which are not written out:
 * query · (W c + b) = (Wᵀ query) · c + query · b, and what the bias adds is the same for all
 * positions, so it vanishes in the softmax.
 */
final class AmnGraph {
  private AmnGraph() {}

  static ModelGraph.Outputs write(Amn amn, GraphLayers layers) {
    Graph graph = layers.graph();
    String context = ModelGraph.CONTEXT;
    String mean = layers.mean("mean", context);
    String query = layers.linear("query_encoder", mean);
    FloatTensor keys = layers.tensor("context_encoder.weight");
    float scale = (float) (1 / Math.sqrt(amn.attention()));
    String scaledKeys =
        graph.weight("context_encoder.weight", Tensors.rows(keys, 0, amn.attention(), scale));
    String asked = graph.add("MatMul", "asked", query, scaledKeys);
    String scores = layers.products("scores", context, asked);
    String weights =
        graph.add("Softmax", ModelGraph.ATTENTION, List.of(attribute("axis", 1)), scores);
    String attended = layers.weightedSum("attended", weights, context);
    String both =
        graph.add("Concat", "mean_and_attended", List.of(attribute("axis", 1)), mean, attended);
    String raw = graph.add("Add", "raw", mean, layers.residualNet(both));
    return new ModelGraph.Outputs(raw, Optional.of(mean));
  }
}
