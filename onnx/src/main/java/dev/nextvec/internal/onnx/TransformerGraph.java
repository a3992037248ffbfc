package dev.nextvec.internal.onnx;

import static dev.nextvec.internal.onnx.Graph.attribute;

import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.model.Transformer;
import java.util.Arrays;
import java.util.List;

/**
 * The graph of {@link Transformer}, in the order of its diagram. The last layer is computed for the
 * last position alone: nothing else of it reaches the head.
 */
final class TransformerGraph {
  private static final float HIDDEN_SCORE = -1e30f; // of a later position: its exponential is zero

  private final Transformer spec;
  private final GraphLayers layers;
  private final Graph graph;
  private final String mask; // [n, n]

  private TransformerGraph(Transformer spec, GraphLayers layers) {
    this.spec = spec;
    this.layers = layers;
    graph = layers.graph();
    mask = spec.layers() > 1 ? graph.constant("causal_mask", mask(spec.contextLength())) : "";
  }

  static ModelGraph.Outputs write(Transformer spec, GraphLayers layers) {
    return new TransformerGraph(spec, layers).write();
  }

  private ModelGraph.Outputs write() {
    int n = spec.contextLength();
    int h = spec.hidden();
    String rows =
        graph.add("Reshape", "rows", ModelGraph.CONTEXT, graph.whole(-1, spec.dimension()));
    String projected = apart(layers.linear("input_proj", rows), n);
    long[] shape = {n, h};
    String positions = graph.constant("pos_encoder.pe", new FloatTensor(shape, spec.positions(n)));
    String memory = rows(graph.add("Add", "memory", projected, positions));
    String x = memory;
    for (int i = 0; i < spec.layers(); i++) {
      x = decoder(Transformer.layer(i), x, memory, i + 1 == spec.layers());
    }
    String active = layers.gelu("head.1", layers.linear("head.0", x));
    return ModelGraph.Outputs.of(layers.linearOfNormalised("head.3", "head.2", active));
  }

  /** {@code [batch, positions, hidden]} of rows. */
  private String apart(String rows, int positions) {
    return graph.add("Reshape", rows + "/apart", rows, graph.whole(-1, positions, spec.hidden()));
  }

  /** {@code [batch * positions, hidden]}. */
  private String rows(String apart) {
    return graph.add("Reshape", apart + "/rows", apart, graph.whole(-1, spec.hidden()));
  }

  /** 0 where a position may look, row by row. */
  private static FloatTensor mask(int n) {
    float[] values = new float[n * n];
    for (int row = 0; row < n; row++) {
      for (int column = row + 1; column < n; column++) {
        values[row * n + column] = HIDDEN_SCORE;
      }
    }
    return new FloatTensor(new long[] {n, n}, values);
  }

  /**
   * @param x rows of all positions
   * @return rows of all positions, or of the last alone
   */
  private String decoder(String prefix, String x, String memory, boolean lastOnly) {
    String asking =
        lastOnly
            ? layers.position(
                prefix + "/asking", apart(x, spec.contextLength()), spec.contextLength() - 1, 1)
            : x;
    String self = attention(prefix + ".self_attn", asking, x, lastOnly);
    String x1 = layers.layerNorm(prefix + ".norm1", sum(prefix + "/sum1", asking, self));
    String cross = attention(prefix + ".multihead_attn", x1, memory, lastOnly);
    String x2 = layers.layerNorm(prefix + ".norm2", sum(prefix + "/sum2", x1, cross));
    String active = graph.add("Relu", prefix + "/relu", layers.linear(prefix + ".linear1", x2));
    String down = layers.linear(prefix + ".linear2", active);
    return layers.layerNorm(prefix + ".norm3", sum(prefix + "/sum3", x2, down));
  }

  private String sum(String name, String x, String y) {
    return graph.add("Add", name, x, y);
  }

  private String attention(String prefix, String asking, String memory, boolean lastOnly) {
    int n = spec.contextLength();
    float scale = (float) (1 / Math.sqrt(spec.hidden() / (double) spec.heads()));
    String queries = heads(part(prefix, "query", asking, 0, scale), lastOnly ? 1 : n, 0, 2, 1, 3);
    String keys = heads(part(prefix, "key", memory, 1, 1), n, 0, 2, 3, 1);
    String values = heads(part(prefix, "value", memory, 2, 1), n, 0, 2, 1, 3);
    String scores = graph.add("MatMul", prefix + "/scores", queries, keys);
    String seen = lastOnly ? scores : graph.add("Add", prefix + "/seen", scores, mask);
    String weights =
        graph.add("Softmax", prefix + "/weights", List.of(attribute("axis", -1)), seen);
    String mixed = graph.add("MatMul", prefix + "/mixed", weights, values);
    String turned =
        graph.add(
            "Transpose",
            prefix + "/turned",
            List.of(attribute("perm", List.of(0L, 2L, 1L, 3L))),
            mixed);
    return layers.linear(prefix + ".out_proj", rows(turned));
  }

  /** Queries, keys or values: each a third of the rows of one tensor. */
  private String part(String prefix, String name, String x, int third, float scale) {
    int width = spec.hidden();
    return layers.rows(
        prefix + "." + name,
        x,
        Tensors.rows(layers.tensor(prefix + ".in_proj_weight"), third * width, width, scale),
        Tensors.rows(layers.tensor(prefix + ".in_proj_bias"), third * width, width, scale));
  }

  /** Rows with positions and heads apart, {@code [batch, positions, heads, size]}, turned. */
  private String heads(String x, int positions, long... axes) {
    int heads = spec.heads();
    String apart =
        graph.add(
            "Reshape", x + "/apart", x, graph.whole(-1, positions, heads, spec.hidden() / heads));
    List<Long> turned = Arrays.stream(axes).boxed().toList();
    return graph.add("Transpose", x + "/heads", List.of(attribute("perm", turned)), apart);
  }
}
