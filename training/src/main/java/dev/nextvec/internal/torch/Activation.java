package dev.nextvec.internal.torch;

/** What is applied to each number of a product before it is written. */
public enum Activation {
  /** x. */
  NONE,
  /** 1 / (1 + exp(-x)). */
  SIGMOID,
  /** tanh(x). */
  TANH,
  /** max(x, 0). */
  RELU,
  /** x Φ(x), exact, not its tanh approximation (Hendrycks and Gimpel, 2016). */
  GELU
}
