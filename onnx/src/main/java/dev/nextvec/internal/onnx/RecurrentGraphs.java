package dev.nextvec.internal.onnx;

import static dev.nextvec.internal.onnx.Graph.attribute;

import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The graphs of {@link Lstm} and {@link Gru}. Short contexts are written out step by step: ONNX has
 * operators for such layers, but ONNX Runtime multiplies the first step's state by them too, which
 * is zero, and takes a tenth to a fifth longer for batches. With many steps that is little, and a
 * graph of thousands of operators takes seconds to open.
 */
final class RecurrentGraphs {
  private static final int WRITTEN_OUT = 12; // most steps

  /** Of PyTorch's i, f, g, o: those that are sigmoids first. */
  private static final int[] LSTM_GATES = {0, 1, 3, 2};

  private final GraphLayers layers;
  private final Graph graph;
  private final int steps;
  private final int hidden;

  private RecurrentGraphs(GraphLayers layers, int steps, int hidden) {
    this.layers = layers;
    this.graph = layers.graph();
    this.steps = steps;
    this.hidden = hidden;
  }

  static ModelGraph.Outputs write(Lstm lstm, GraphLayers layers) {
    RecurrentGraphs graphs = new RecurrentGraphs(layers, lstm.contextLength(), lstm.hidden());
    String x = graphs.stepsFirst(lstm.dimension());
    for (int i = 0; i < lstm.layers(); i++) {
      boolean last = i + 1 == lstm.layers();
      x =
          graphs.isShort()
              ? graphs.steps("lstm.l" + i, graphs.lstm("lstm.l" + i, "l" + i, x), last)
              : RecurrentOperators.lstm(
                  layers,
                  "l" + i,
                  graphs.apart("lstm.l" + i, x, i == 0 ? lstm.dimension() : lstm.hidden()),
                  last);
    }
    return ModelGraph.Outputs.of(layers.linear("output_proj", x));
  }

  /** Only the last step of the last block is added up: nothing else reaches the head. */
  static ModelGraph.Outputs write(Gru gru, GraphLayers layers) {
    RecurrentGraphs graphs = new RecurrentGraphs(layers, gru.contextLength(), gru.hidden());
    String x = layers.linear("input_proj", graphs.stepsFirst(gru.dimension()));
    for (int i = 0; i < gru.layers(); i++) {
      String block = "blocks." + i;
      boolean last = i + 1 == gru.layers();
      String states =
          graphs.isShort()
              ? graphs.steps(block, graphs.gru(block, x), last)
              : RecurrentOperators.gru(layers, block, graphs.apart(block, x, gru.hidden()), last);
      String before = last ? graphs.newest(block, x) : x;
      x =
          layers.layerNorm(
              block + ".norm", layers.graph().add("Add", block + "/sum", before, states));
    }
    return ModelGraph.Outputs.of(layers.linear("output_proj", x));
  }

  private boolean isShort() {
    return steps <= WRITTEN_OUT;
  }

  /** The contexts as rows {@code [steps * batch, dim]}, all of a step together. */
  private String stepsFirst(int dimension) {
    List<Long> turn = List.of(1L, 0L, 2L);
    String turned =
        graph.add("Transpose", "steps", List.of(attribute("perm", turn)), ModelGraph.CONTEXT);
    return graph.add("Reshape", "steps/rows", turned, graph.whole(-1, dimension));
  }

  /** Rows of all states, or of the last alone. */
  private String steps(String name, List<String> states, boolean lastOnly) {
    return lastOnly
        ? states.getLast()
        : graph.add(
            "Concat",
            name + "/steps",
            List.of(attribute("axis", 0)),
            states.toArray(String[]::new));
  }

  /** {@code [steps, batch, in]} of rows. */
  private String apart(String name, String x, int width) {
    return graph.add("Reshape", name + "/in", x, graph.whole(steps, -1, width));
  }

  /** The rows of the last step. */
  private String newest(String block, String x) {
    return layers.position(block + "/newest", apart(block + "/before", x, hidden), steps - 1, 0);
  }

  /** The state after each step: c = f c + i g, h = o tanh(c). */
  private List<String> lstm(String name, String suffix, String x) {
    FloatTensor input = reordered("lstm.weight_ih_" + suffix);
    FloatTensor state = reordered("lstm.weight_hh_" + suffix);
    FloatTensor bias =
        Tensors.sum(reordered("lstm.bias_ih_" + suffix), reordered("lstm.bias_hh_" + suffix));
    Gates doors = gates(name + "/ifo", x, input, state, bias, 0, 3);
    Gates offers = gates(name + "/g", x, input, state, bias, 3, 1);
    List<String> states = new ArrayList<>();
    Optional<String> h = Optional.empty();
    Optional<String> cell = Optional.empty();
    for (int t = 0; t < steps; t++) {
      String step = name + "/" + t;
      List<String> open = graph.split(sigmoid(step, doors.at(t, h)), 3, 1);
      String offered = graph.add("Tanh", step + "/g", offers.at(t, h));
      String taken = graph.add("Mul", step + "/ig", open.get(0), offered);
      String now =
          cell.map(c -> graph.add("Mul", step + "/fc", open.get(1), c))
              .map(left -> graph.add("Add", step + "/c", left, taken))
              .orElse(taken);
      cell = Optional.of(now);
      String shown = graph.add("Tanh", step + "/shown", now);
      states.add(graph.add("Mul", step + "/h", open.get(2), shown));
      h = Optional.of(states.getLast());
    }
    return states;
  }

  private FloatTensor reordered(String tensor) {
    return Tensors.blocks(layers.tensor(tensor), LSTM_GATES);
  }

  /** The state after each step: n = tanh(x + r (R h + b)), h = n + z (h - n). */
  private List<String> gru(String name, String x) {
    FloatTensor input = layers.tensor(name + ".gru.weight_ih_l0");
    FloatTensor state = layers.tensor(name + ".gru.weight_hh_l0");
    FloatTensor bias = layers.tensor(name + ".gru.bias_ih_l0");
    FloatTensor stateBias = layers.tensor(name + ".gru.bias_hh_l0");
    Gates doors = gates(name + "/rz", x, input, state, Tensors.sum(bias, stateBias), 0, 2);
    Gates offers = gates(name + "/n", x, input, state, bias, 2, 1);
    String remembered =
        graph.weight(name + "/n.hidden.bias", Tensors.rows(stateBias, 2 * hidden, hidden, 1));
    List<String> states = new ArrayList<>();
    Optional<String> h = Optional.empty();
    for (int t = 0; t < steps; t++) {
      String step = name + "/" + t;
      List<String> open = graph.split(sigmoid(step, doors.at(t, h)), 2, 1);
      String left = h.map(s -> offers.fromState(step, s, remembered)).orElse(remembered);
      String kept = graph.add("Mul", step + "/rh", open.get(0), left);
      String sum = graph.add("Add", step + "/sum", kept, offers.below(t));
      String offered = graph.add("Tanh", step + "/n", sum);
      states.add(mixed(step, open.get(1), offered, h));
      h = Optional.of(states.getLast());
    }
    return states;
  }

  /** n + z (h - n), where h is zero in the first step. */
  private String mixed(String step, String z, String offered, Optional<String> h) {
    if (h.isEmpty()) {
      String part = graph.add("Mul", step + "/zn", z, offered);
      return graph.add("Sub", step + "/h", offered, part);
    }
    String apart = graph.add("Sub", step + "/apart", h.get(), offered);
    String part = graph.add("Mul", step + "/part", z, apart);
    return graph.add("Add", step + "/h", offered, part);
  }

  private String sigmoid(String step, String x) {
    return graph.add("Sigmoid", step + "/open", x);
  }

  private Gates gates(
      String name,
      String x,
      FloatTensor input,
      FloatTensor state,
      FloatTensor bias,
      int from,
      int count) {
    return new Gates(
        layers,
        name,
        x,
        steps,
        Tensors.rows(input, from * hidden, count * hidden, 1),
        Tensors.rows(state, from * hidden, count * hidden, 1),
        Tensors.rows(bias, from * hidden, count * hidden, 1));
  }
}
