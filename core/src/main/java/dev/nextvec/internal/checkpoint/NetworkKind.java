package dev.nextvec.internal.checkpoint;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The networks whose weights are known by the names of their tensors. */
public enum NetworkKind {
  AMN("context_encoder.weight"),
  AMN_R("start_weights"),
  LSTM("lstm.weight_ih_l0"),
  GRU("blocks.0.gru.weight_ih_l0"),
  TRANSFORMER("transformer_decoder.layers.0.linear1.weight");

  private final String sign;

  NetworkKind(String sign) {
    this.sign = sign;
  }

  /** What stands before the network's own names, if a tensor's name shows that it is of this. */
  private Optional<String> prefix(String tensor) {
    boolean its = tensor.equals(sign) || tensor.endsWith("." + sign);
    return its
        ? Optional.of(tensor.substring(0, tensor.length() - sign.length()))
        : Optional.empty();
  }

  /** What stands before the names of a network whose tensor this is, if it shows a network. */
  static Optional<String> prefixOfAny(String tensor) {
    return Arrays.stream(values()).flatMap(kind -> kind.prefix(tensor).stream()).findFirst();
  }

  /** The network that tensors without a prefix are of. */
  static Optional<NetworkKind> of(NamedTensors tensors) {
    return Arrays.stream(values()).filter(kind -> tensors.has(kind.sign::equals)).findFirst();
  }

  /** The architecture's name. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
