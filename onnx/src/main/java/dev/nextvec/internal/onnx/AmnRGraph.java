package dev.nextvec.internal.onnx;

import static dev.nextvec.internal.onnx.Graph.attribute;

import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import java.util.List;
import java.util.Optional;

/** The graph of {@link AmnR}, in the order of its diagram. */
final class AmnRGraph {
  private static final double INPUT_SCALE = 8;
  private static final double OUTPUT_SCALE = 0.2;

  private final AmnR spec;
  private final GraphLayers layers;
  private final Graph graph;
  private final String mean;
  private final String centred;
  private final String newest;
  private final String startWeights; // [n, 1]

  private AmnRGraph(AmnR spec, GraphLayers layers) {
    this.spec = spec;
    this.layers = layers;
    graph = layers.graph();
    mean = layers.weight("mean");
    centred = graph.add("Sub", "centred", ModelGraph.CONTEXT, mean);
    newest = layers.position("newest", centred, spec.contextLength() - 1, 1);
    startWeights = column("start_weights");
  }

  static ModelGraph.Outputs write(AmnR spec, GraphLayers layers) {
    return new AmnRGraph(spec, layers).write();
  }

  private ModelGraph.Outputs write() {
    String weights = graph.add("Mul", "modulated", modulation(), column("weights"));
    String attended = layers.weightedSum("attended", weights, centred);
    String both = graph.add("Concat", "both", List.of(attribute("axis", 1)), attended, newest);
    String inputs = graph.add("Mul", "inputs", both, graph.number("input_scale", INPUT_SCALE));
    FloatTensor shares = layers.tensor(Architecture.SHARES);
    double networkShare = shares.values()[1];
    String blended = blended(weights, networkShare);
    String linear =
        graph.add("Mul", "linear/share", linear(), graph.number("share", shares.values()[0]));
    String mixed = layers.weightedSum("mixed", blended, centred);
    String moved = graph.add("Add", "mixed/linear", mixed, linear);
    String base = graph.add("Add", "base_of_raw", moved, mean);
    String residual =
        graph.add(
            "Mul",
            "residual",
            layers.residualNet(inputs),
            graph.number("output_scale", OUTPUT_SCALE * networkShare));
    String raw = graph.add("Add", "raw", base, residual);
    return new ModelGraph.Outputs(raw, Optional.of(new ModelGraph.Mixed(blended, base)));
  }

  /** A tensor {@code [n]} as {@code [n, 1]}, to be multiplied with each vector of a context. */
  private String column(String name) {
    return graph.weight(name, Tensors.shaped(layers.tensor(name), spec.contextLength(), 1));
  }

  /** mₖ of the architecture's description, {@code [batch, n, 1]}. */
  private String modulation() {
    String keys = layers.linearOfSequence("key", centred);
    String query = layers.linear("query", newest);
    String column = graph.add("Unsqueeze", "query/column", query, graph.whole(2));
    String products = graph.add("MatMul", "products", keys, column);
    String scale = graph.number("score_scale", 1 / Math.sqrt(spec.attention()));
    String scores = graph.add("Mul", "scores", products, scale);
    String highest = graph.add("ReduceMax", "scores/highest", scores, graph.whole(1));
    String apart = graph.add("Sub", "scores/apart", scores, highest);
    String exponentials = graph.add("Exp", "exponentials", apart);
    String weighted = graph.add("Mul", "exponentials/prior", exponentials, prior());
    String sum = graph.add("ReduceSum", "normaliser", weighted, graph.whole(1));
    return graph.add("Div", "modulation", exponentials, sum);
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

  /** U Σ Aₖ cₖ, as one product over the whole context. */
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
    String out = graph.weight(AmnR.OUT, Tensors.transposed(layers.tensor(AmnR.OUT)));
    return graph.add("MatMul", "linear", directions, out);
  }

  /** What each position contributes, start and network blended; these need not sum to one. */
  private String blended(String weights, double share) {
    String apart = graph.add("Sub", "attention/apart", weights, startWeights);
    String shared =
        graph.add("Mul", "attention/share", apart, graph.number("network_share", share));
    return graph.add("Add", "attention/blended", shared, startWeights);
  }
}
