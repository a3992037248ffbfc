package dev.nextvec.internal.nn;

import dev.nextvec.internal.random.CounterRandom;

/** What a forward pass is for. */
public sealed interface Mode {

  /**
   * Training: dropout is on. Its masks are a function of {@code dropout} and the layer alone, so a
   * step that is computed again draws the same masks; a window has the mask of its place in the
   * batch, wherever it is computed.
   *
   * @param share which windows of the batch pass
   */
  record Training(CounterRandom dropout, BatchShare share) implements Mode {
    /** All windows pass, however many. */
    public Training(CounterRandom dropout) {
      this(dropout, BatchShare.whole(1));
    }
  }

  /** Prediction: dropout is off. */
  record Prediction() implements Mode {}
}
