package dev.nextvec.internal.onnx;

import static dev.nextvec.internal.onnx.Graph.attribute;

import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.model.Transformer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The graph of {@link Transformer}, in the order of its diagram. The last layer is computed for the
 * last position alone: nothing else of it reaches the head.
 *
 * <p>One context takes as long as its weights are read and its steps begin, so there are few steps:
 * a norm's gain and bias stand in the weights of what reads it, and what goes around a sublayer is
 * what its last product is added to. Rows are ordered by position first, then by context: so the
 * heads of all contexts are apart without moving a number, and ONNX Runtime makes one step of
 * turning and multiplying them.
 */
final class TransformerGraph {
  private static final float HIDDEN_SCORE = -1e30f; // of a later position: its exponential is zero

  private final Transformer spec;
  private final GraphLayers layers;
  private final Graph graph;

  private TransformerGraph(Transformer spec, GraphLayers layers) {
    this.spec = spec;
    this.layers = layers;
    graph = layers.graph();
  }

  /**
   * Rows {@code [positions * batch, hidden]}.
   *
   * @param value their name; where a norm made them, they have not yet its gain and its bias
   * @param positions of each context
   * @param norm its prefix
   */
  private record Rows(String value, int positions, Optional<String> norm) {}

  static ModelGraph.Outputs write(Transformer spec, GraphLayers layers) {
    return new TransformerGraph(spec, layers).write();
  }

  private ModelGraph.Outputs write() {
    Rows memory = memory();
    Rows x = memory;
    for (int i = 0; i < spec.layers(); i++) {
      x = decoder(Transformer.layer(i), x, memory, i + 1 == spec.layers());
    }
    String active = layers.gelu("head.1", product("head.0", x, layers.numbers("head.0")));
    return ModelGraph.Outputs.of(layers.linearOfNormalised("head.3", "head.2", active));
  }

  private Rows memory() {
    int n = spec.contextLength();
    int h = spec.hidden();
    String turned =
        graph.add(
            "Transpose",
            "positions",
            List.of(attribute("perm", List.of(1L, 0L, 2L))),
            ModelGraph.CONTEXT);
    String rows = graph.add("Reshape", "rows", turned, graph.whole(-1, spec.dimension()));
    String projected = apart(layers.linear("input_proj", rows));
    long[] shape = {n, 1, h};
    String positions = graph.constant("pos_encoder.pe", new FloatTensor(shape, spec.positions(n)));
    String memory = graph.add("Add", "memory", projected, positions);
    return new Rows(rows(memory), n, Optional.empty());
  }

  /** {@code [positions, batch, hidden]} of the rows of all positions. */
  private String apart(String rows) {
    return graph.add(
        "Reshape", rows + "/apart", rows, graph.whole(spec.contextLength(), -1, spec.hidden()));
  }

  private String rows(String apart) {
    return graph.add("Reshape", apart + "/rows", apart, graph.whole(-1, spec.hidden()));
  }

  /** Scores, of which those of later positions no longer count. */
  private String masked(String name, String scores) {
    int n = spec.contextLength();
    float[] mask = new float[n * n]; // 0 where a position may look, row by row
    for (int row = 0; row < n; row++) {
      Arrays.fill(mask, row * n + row + 1, (row + 1) * n, HIDDEN_SCORE);
    }
    String constant = graph.constant("causal_mask", new FloatTensor(new long[] {n, n}, mask));
    return graph.add("Add", name, scores, constant);
  }

  /**
   * One layer.
   *
   * @param x of all positions
   * @return of all positions, or of the last alone
   */
  private Rows decoder(String prefix, Rows x, Rows memory, boolean lastOnly) {
    Rows asking = lastOnly ? newest(prefix, x) : x;
    String self = prefix + ".self_attn";
    Rows x1 = sublayer(prefix + ".norm1", asking, self + ".out_proj", attention(self, asking, x));
    String cross = prefix + ".multihead_attn";
    Rows x2 = sublayer(prefix + ".norm2", x1, cross + ".out_proj", attention(cross, x1, memory));
    String wide = prefix + ".linear1";
    String active = graph.add("Relu", prefix + "/relu", product(wide, x2, layers.numbers(wide)));
    return sublayer(prefix + ".norm3", x2, prefix + ".linear2", active);
  }

  private Rows newest(String prefix, Rows x) {
    int last = spec.contextLength() - 1;
    String rows = layers.position(prefix + "/newest", apart(x.value()), last, 0);
    return new Rows(rows, 1, x.norm());
  }

  /** The norm of x and what a linear layer makes of something. */
  private Rows sublayer(String norm, Rows x, String linear, String inner) {
    Linear numbers = layers.numbers(linear);
    String x1 = sum(norm + "/before", x, numbers.bias());
    String sum = layers.product(linear, inner, numbers.weight(), x1);
    return new Rows(layers.standardised(norm, sum), x.positions(), Optional.of(norm));
  }

  /** x and a bias, with gain and bias of the norm that x is from. */
  private String sum(String name, Rows x, FloatTensor bias) {
    if (x.norm().isEmpty()) {
      return graph.add("Add", name, x.value(), graph.weight(name + ".bias", bias));
    }
    String norm = x.norm().get();
    String gained = graph.add("Mul", name + "/gained", x.value(), layers.weight(norm + ".weight"));
    FloatTensor both = Tensors.sum(layers.tensor(norm + ".bias"), bias);
    return graph.add("Add", name, gained, graph.weight(name + ".bias", both));
  }

  private String product(String name, Rows x, Linear linear) {
    Linear numbers = x.norm().map(norm -> layers.ofNormalised(norm, linear)).orElse(linear);
    return layers.linear(name, x.value(), numbers);
  }

  private String attention(String prefix, Rows asking, Rows memory) {
    float scale = (float) (1 / Math.sqrt(spec.hidden() / (double) spec.heads()));
    String queries = heads(prefix + ".query", asking, third(prefix, 0).times(scale));
    String keys = heads(prefix + ".key", memory, third(prefix, 1));
    String values = heads(prefix + ".value", memory, third(prefix, 2));
    String scores =
        graph.add(
            "MatMul", prefix + "/scores", turned(queries, 1, 2, 0, 3), turned(keys, 1, 2, 3, 0));
    String seen = asking.positions() == 1 ? scores : masked(prefix + "/seen", scores);
    String weights =
        graph.add("Softmax", prefix + "/weights", List.of(attribute("axis", -1)), seen);
    String mixed = graph.add("MatMul", prefix + "/mixed", weights, turned(values, 1, 2, 0, 3));
    return rows(turned(mixed, 2, 0, 1, 3));
  }

  /** Queries, keys or values: each a third of the rows of one tensor. */
  private Linear third(String prefix, int number) {
    FloatTensor weight = layers.tensor(prefix + ".in_proj_weight");
    FloatTensor bias = layers.tensor(prefix + ".in_proj_bias");
    return new Linear(weight, bias).part(number * spec.hidden(), spec.hidden());
  }

  /** {@code [positions, batch, heads, size]}. */
  private String heads(String name, Rows x, Linear linear) {
    int heads = spec.heads();
    return graph.add(
        "Reshape",
        name + "/heads",
        product(name, x, linear),
        graph.whole(x.positions(), -1, heads, spec.hidden() / heads));
  }

  private String turned(String x, long... axes) {
    List<Long> perm = Arrays.stream(axes).boxed().toList();
    return graph.add("Transpose", x + "/turned", List.of(attribute("perm", perm)), x);
  }
}
