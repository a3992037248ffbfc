package dev.nextvec.internal.onnx;

import static dev.nextvec.internal.onnx.Graph.attribute;

import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import java.util.List;
import java.util.Optional;

/** The graph of {@link AmnR}, in the order of its diagram. */
final class AmnRGraph {
  private static final float INPUT_SCALE = 8;
  private static final float OUTPUT_SCALE = 0.2f;

  private final AmnR spec;
  private final GraphLayers layers;
  private final Graph graph;
  private final float linearShare;
  private final float networkShare;
  private final String centred;
  private final String newest;

  private AmnRGraph(AmnR spec, GraphLayers layers) {
    this.spec = spec;
    this.layers = layers;
    graph = layers.graph();
    float[] shares = layers.tensor(Architecture.SHARES).values();
    linearShare = shares[0];
    networkShare = shares[1];
    centred = graph.add("Sub", "centred", ModelGraph.CONTEXT, layers.weight("mean"));
    newest = layers.position("newest", centred, spec.contextLength() - 1, 1);
  }

  static ModelGraph.Outputs write(AmnR spec, GraphLayers layers) {
    return new AmnRGraph(spec, layers).write();
  }

  private ModelGraph.Outputs write() {
    String modulation = modulation();
    String weights = graph.add("Mul", "modulated", modulation, layers.weight("weights"));
    String attended = layers.weightedSum("attended", weights, centred);
    String both = graph.add("Concat", "both", List.of(attribute("axis", 1)), attended, newest);
    String mixed = layers.weightedSum("mixed", blended(modulation), centred);
    String base = graph.add("Add", "base_of_raw", mixed, linear());
    String residual = layers.residualNet(both, INPUT_SCALE, OUTPUT_SCALE * networkShare);
    String raw = graph.add("Add", "raw", base, residual);
    return new ModelGraph.Outputs(raw, Optional.of(base));
  }

  /**
   * mₖ of the architecture's description, {@code [batch, n]}. The keys are not written out: query ·
   * (W c + b) = (Wᵀ query) · c + query · b, and what the bias adds is the same for all positions,
   * so it vanishes.
   */
  private String modulation() {
    String query = layers.linear("query", newest);
    float scale = (float) (1 / Math.sqrt(spec.attention()));
    String keys = graph.weight("key.weight", Tensors.times(layers.tensor("key.weight"), scale));
    String scores = layers.products("scores", centred, graph.add("MatMul", "asked", query, keys));
    String highest = graph.add("ReduceMax", "scores/highest", scores, graph.whole(1));
    String apart = graph.add("Sub", "scores/apart", scores, highest);
    String exponentials = graph.add("Exp", "exponentials", apart);
    String normaliser = graph.add("MatMul", "normaliser", exponentials, prior());
    return graph.add("Div", "modulation", exponentials, normaliser);
  }

  /** The absolute starting weights, {@code [n, 1]}, brought to a sum of one. */
  private String prior() {
    float[] start = layers.tensor("start_weights").values();
    float sum = 0;
    for (float weight : start) {
      sum += Math.abs(weight);
    }
    float[] prior = new float[start.length];
    for (int k = 0; k < prior.length; k++) {
      prior[k] = Math.abs(start[k]) / sum;
    }
    return graph.weight("prior", new FloatTensor(new long[] {prior.length, 1}, prior));
  }

  /** share₁ U Σ Aₖ cₖ + mean, the sum as one product over the whole context. */
  private String linear() {
    FloatTensor in = layers.tensor(AmnR.IN); // [n, rank, dim]
    int rank = spec.rank();
    int dimension = spec.dimension();
    float[] joined = new float[in.values().length]; // [n * dim, rank]
    for (int k = 0; k < spec.contextLength(); k++) {
      for (int r = 0; r < rank; r++) {
        for (int d = 0; d < dimension; d++) {
          joined[(k * dimension + d) * rank + r] = in.values()[(k * rank + r) * dimension + d];
        }
      }
    }
    long width = (long) spec.contextLength() * dimension;
    String flat = graph.add("Reshape", "centred/flat", centred, graph.whole(0, width));
    String matrix = graph.weight(AmnR.IN, new FloatTensor(new long[] {width, rank}, joined));
    String directions = graph.add("MatMul", "directions", flat, matrix);
    FloatTensor out = Tensors.times(layers.tensor(AmnR.OUT), linearShare);
    return graph.add(
        "Gemm",
        "linear",
        List.of(attribute("transB", 1)),
        directions,
        graph.weight(AmnR.OUT, out),
        "mean");
  }

  /**
   * What each position contributes, start and network blended; these need not sum to one: {@code
   * [batch, n]}.
   */
  private String blended(String modulation) {
    FloatTensor network = Tensors.times(layers.tensor("weights"), networkShare);
    FloatTensor start = Tensors.times(layers.tensor("start_weights"), 1 - networkShare);
    String shared =
        graph.add("Mul", "attention/network", modulation, graph.weight("weights/share", network));
    return graph.add(
        "Add", ModelGraph.ATTENTION, shared, graph.weight("start_weights/share", start));
  }
}
