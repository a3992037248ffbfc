package dev.nextvec.internal.onnx;

import static dev.nextvec.internal.onnx.Graph.attribute;

import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import java.util.List;
import java.util.Optional;

/**
 * Some gates of a recurrent layer, before their function: what comes from below is one product for
 * all steps, what comes from the state is added in the step's own.
 */
final class Gates {
  private final GraphLayers layers;
  private final String name;
  private final FloatTensor hidden;
  private final List<String> below;

  /**
   * Gates of all steps.
   *
   * @param x {@code [steps * batch, in]}, a step after the other
   * @param input {@code [gates * hidden, in]}
   * @param hidden {@code [gates * hidden, hidden]}
   * @param bias {@code [gates * hidden]}, of both
   */
  Gates(
      GraphLayers layers,
      String name,
      String x,
      int steps,
      FloatTensor input,
      FloatTensor hidden,
      FloatTensor bias) {
    this.layers = layers;
    this.name = name;
    this.hidden = hidden;
    String all = layers.linear(name, x, new Linear(input, bias));
    below = layers.graph().split(all, steps, 0);
  }

  /** What comes from below in a step: {@code [batch, gates * hidden]}. */
  String below(int step) {
    return below.get(step);
  }

  /**
   * With what comes from the state, where it is not the first, of zeros.
   *
   * @param state {@code [batch, hidden]}
   */
  String at(int step, Optional<String> state) {
    return state.map(h -> fromState(name + "/" + step, h, below(step))).orElse(below(step));
  }

  /** h Rᵀ and something that is added. */
  String fromState(String product, String state, String added) {
    Graph graph = layers.graph();
    String weight = graph.shared(name + ".hidden", hidden);
    return graph.add(
        "Gemm", product + "/gates", List.of(attribute("transB", 1)), state, weight, added);
  }
}
