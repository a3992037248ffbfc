package dev.nextvec.internal.nn;

import dev.nextvec.internal.random.CounterRandom;

/** What a forward pass is for. */
public sealed interface Mode {

  /**
   * Training: dropout is on. Its masks are a function of {@code dropout} and the layer alone, so a
   * step that is computed again draws the same masks.
   */
  record Training(CounterRandom dropout) implements Mode {}

  /** Prediction: dropout is off. */
  record Prediction() implements Mode {}
}
