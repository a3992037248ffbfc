package dev.nextvec.internal.nn;

import org.bytedeco.pytorch.Tensor;

/**
 * The contexts of a pass, in two forms, each made when a network first asks for it: most begin with
 * products of all vectors on the device, position by position; one that begins with loops on the
 * host has no use for that.
 */
public interface Contexts {

  /** How many there are. */
  int size();

  /** {@code [contextLength, size, dimension]}, oldest vectors first, contiguous, on the device. */
  Tensor byPosition();

  /** {@code [size, contextLength, dimension]}; the array may be longer. */
  float[] byWindow();
}
