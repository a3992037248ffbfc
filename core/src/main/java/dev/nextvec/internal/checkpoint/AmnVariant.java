package dev.nextvec.internal.checkpoint;

import java.util.Locale;

/**
 * Two networks have gone by the name AMN, with the same tensor names and, at the usual sizes
 * (dimension 768, attention 256, hidden 512), the same shapes, but other arithmetic: weights of one
 * give nonsense in the other.
 */
public enum AmnVariant {
  /**
   * The attention mixture network: the context's mean plus a residual network, with GELU, of the
   * mean and the attended context.
   */
  MIXTURE,
  /**
   * The additive memory network: a network, with ReLU, of three copies of the mean encoded context
   * and the encoded last vector; nothing is added to its output. Nextvec does not run it.
   */
  MEMORY;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
