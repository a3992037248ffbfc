package dev.nextvec.internal.retrieval;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.engine.Similarities;
import java.util.Optional;

/** By what two vectors are known to be of one text. */
public final class SameText {
  private SameText() {}

  /**
   * The cosine above which they are. An encoder gives a text nearly the same vector in another
   * precision.
   *
   * @param one what made the one, where that is known
   * @param other what made the other
   */
  public static double leastCosine(
      Optional<EncoderFingerprint> one, Optional<EncoderFingerprint> other) {
    boolean otherPrecision =
        one.isPresent() && other.filter(o -> o.precision() != one.get().precision()).isPresent();
    return otherPrecision
        ? EncoderFingerprint.SAME_IN_ANOTHER_PRECISION
        : 1 - Similarities.ROUNDING;
  }
}
