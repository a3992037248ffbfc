package dev.nextvec.model;

import dev.nextvec.nn.Pass;
import org.bytedeco.pytorch.Tensor;

/** A built network: one forward pass, and the backward pass that belongs to it. */
public interface Network {

  /**
   * @param x contexts, {@code [contextLength, batch, dimension]}, oldest vectors first
   * @return raw predictions {@code [batch, dimension]}, valid until the next call
   */
  Tensor forward(Tensor x, Pass pass);

  /**
   * Overwrites every parameter's gradient. Follows the forward pass it belongs to.
   *
   * @param x the contexts of the forward pass
   * @param draw gradient of the raw predictions, {@code [batch, dimension]}
   */
  void backward(Tensor x, Tensor draw);
}
