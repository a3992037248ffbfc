package dev.nextvec.internal.nn;

import dev.nextvec.model.Mixing;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** A built network: one forward pass, and the backward pass that belongs to it. */
public interface Network {

  /**
   * @param x contexts
   * @return raw predictions {@code [batch, dimension]}, valid until the next call
   */
  Tensor forward(Contexts x, Mode pass);

  /**
   * Overwrites every parameter's gradient. Follows the forward pass it belongs to.
   *
   * @param x the contexts of the forward pass
   * @param dRaw gradient of the raw predictions, {@code [batch, dimension]}
   */
  void backward(Contexts x, Tensor dRaw);

  /**
   * How the last forward pass mixed its contexts; empty for an architecture without weights over
   * positions.
   *
   * @param x the contexts of that pass
   */
  default Optional<Mixed> mixing(Contexts x) {
    return Optional.empty();
  }

  /**
   * {@link Mixing} as tensors, valid until the next call.
   *
   * @param weights {@code [contextLength, batch]}
   * @param base {@code [batch, dimension]}
   */
  record Mixed(Tensor weights, Tensor base) {}
}
