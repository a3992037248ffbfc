package dev.nextvec.internal.onnx;

import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;

/**
 * The numbers of a linear layer, x Wᵀ + b.
 *
 * @param weight W {@code [out, in]}
 * @param bias b {@code [out]}
 */
record Linear(FloatTensor weight, FloatTensor bias) {

  /** Some of its outputs. */
  Linear part(int from, int count) {
    return new Linear(Tensors.rows(weight, from, count, 1), Tensors.rows(bias, from, count, 1));
  }

  /** Its outputs times a factor. */
  Linear times(float factor) {
    return new Linear(Tensors.times(weight, factor), Tensors.times(bias, factor));
  }

  /** The same of an input that has not yet its gain and its shift: both are in the numbers. */
  Linear of(FloatTensor gain, FloatTensor shift) {
    return new Linear(Tensors.scaled(weight, gain), Tensors.moved(bias, weight, shift));
  }
}
