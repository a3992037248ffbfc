package dev.nextvec.internal.checkpoint;

import dev.nextvec.internal.wording.Setting;
import dev.nextvec.model.Amn;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.Transformer;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads an architecture off tensor names and shapes, for files that carry no description. What
 * leaves no trace in them and decides about predictions must be known from elsewhere; it is never
 * guessed. Dropout, which only training feels, is 0.
 */
final class ReadSizes {
  private static final int MEMORY_PARTS = 6; // encoded vectors that the additive network joins

  private final Map<String, long[]> shapes;
  private final Hints hints;

  private ReadSizes(Map<String, long[]> shapes, Hints hints) {
    this.shapes = shapes;
    this.hints = hints;
  }

  /**
   * What was read.
   *
   * @param unsettled whether the weights may also be of {@link AmnVariant#MEMORY}: only a probe can
   *     tell
   */
  record Result(Architecture architecture, boolean unsettled) {}

  /**
   * The architecture of weights.
   *
   * @throws IllegalArgumentException saying what is not known, or does not fit
   */
  static Result of(NetworkKind kind, Map<String, long[]> shapes, Hints hints) {
    ReadSizes read = new ReadSizes(shapes, hints);
    return switch (kind) {
      case AMN -> read.amn();
      case AMN_R -> new Result(read.amnR(), false);
      case LSTM -> new Result(read.lstm(), false);
      case GRU -> new Result(read.gru(), false);
      case TRANSFORMER -> new Result(read.transformer(), false);
    };
  }

  private Result amn() {
    int attention = size("context_encoder.weight", 0);
    int dimension = size("context_encoder.weight", 1);
    int hidden = size("residual_net.0.weight", 0);
    int joined = size("residual_net.0.weight", 1);
    int second = size("residual_net.3.weight", 0);
    boolean mixture = joined == 2L * dimension && second == hidden / 2;
    boolean memory = joined == (long) MEMORY_PARTS * attention && second == attention;
    Optional<AmnVariant> named = hints.variant();
    if (memory && (!mixture || named.equals(Optional.of(AmnVariant.MEMORY)))) {
      throw new IllegalArgumentException(
          "these are weights of the additive memory network (%s), which Nextvec has no network for: only those of the attention mixture network can be imported"
              .formatted(Setting.AMN_VARIANT.of(AmnVariant.MEMORY)));
    }
    if (!memory && named.equals(Optional.of(AmnVariant.MEMORY))) {
      throw new IllegalArgumentException(
          "its shapes are not those of the additive memory network: leave out %s"
              .formatted(Setting.AMN_VARIANT));
    }
    return new Result(
        new Amn(dimension, context(), hidden, attention, Amn.Init.PYTORCH),
        memory && named.isEmpty());
  }

  private Architecture amnR() {
    long[] in = shape(AmnR.IN);
    if (in.length != 3) {
      throw new IllegalArgumentException("tensor `" + AmnR.IN + "` has not three dimensions");
    }
    int context = Math.toIntExact(in[0]);
    if (hints.context().isPresent() && hints.context().getAsInt() != context) {
      throw new IllegalArgumentException(
          "its weights are for contexts of %d vectors, not %s"
              .formatted(context, Setting.CONTEXT.of(hints.context().getAsInt())));
    }
    return new AmnR(
        size("key.weight", 1),
        context,
        size("residual_net.0.weight", 0),
        size("key.weight", 0),
        Math.toIntExact(in[1]),
        0);
  }

  private Architecture lstm() {
    int layers = count("lstm\\.weight_hh_l\\d+");
    int hidden = size("lstm.weight_hh_l0", 1);
    return new Lstm(size("lstm.weight_ih_l0", 1), context(), hidden, layers, 0);
  }

  private Architecture gru() {
    int blocks = count("blocks\\.\\d+\\.gru\\.weight_ih_l0");
    return new Gru(size("input_proj.weight", 1), context(), size("input_proj.weight", 0), blocks);
  }

  private Architecture transformer() {
    if (hints.heads().isEmpty()) {
      throw new IllegalArgumentException(
          "its weights do not say how many attention heads it has: name them with "
              + Setting.HEADS
              + " (as it was built; 8 in the specification)");
    }
    return new Transformer(
        size("input_proj.weight", 1),
        context(),
        size("input_proj.weight", 0),
        count("transformer_decoder\\.layers\\.\\d+\\.linear1\\.weight"),
        hints.heads().getAsInt(),
        size("transformer_decoder.layers.0.linear1.weight", 0),
        0);
  }

  private int context() {
    OptionalInt known = hints.context();
    if (known.isEmpty()) {
      throw new IllegalArgumentException(
          "its weights do not say of how many vectors a context is: name them with "
              + Setting.CONTEXT
              + " (as it was trained; 5 in the specification)");
    }
    return known.getAsInt();
  }

  private int count(String names) {
    Set<String> all = shapes.keySet();
    return (int) all.stream().filter(name -> name.matches(names)).count();
  }

  private long[] shape(String name) {
    return Optional.ofNullable(shapes.get(name))
        .orElseThrow(() -> new IllegalArgumentException("tensor `" + name + "` is missing"));
  }

  private int size(String name, int axis) {
    long[] shape = shape(name);
    if (shape.length != 2) {
      throw new IllegalArgumentException("tensor `" + name + "` is not a matrix");
    }
    return Math.toIntExact(shape[axis]);
  }
}
