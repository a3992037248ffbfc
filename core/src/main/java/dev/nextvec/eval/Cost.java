package dev.nextvec.eval;

/**
 * What one prediction costs, from the architecture.
 *
 * @param parameters fitted numbers
 * @param flops floating-point operations of one prediction; a multiply-add counts as two
 * @param weightBytes memory of the weights
 * @param activationBytes memory of one prediction's intermediate results
 */
public record Cost(long parameters, long flops, long weightBytes, long activationBytes) {
  public Cost {
    if (parameters < 0 || flops < 0 || weightBytes < 0 || activationBytes < 0) {
      throw new IllegalArgumentException(
          "costs must not be negative but were %d parameters, %d flops, %d and %d bytes"
              .formatted(parameters, flops, weightBytes, activationBytes));
    }
  }

  /** Weights and intermediate results together, in bytes. */
  public long memoryBytes() {
    return weightBytes + activationBytes;
  }
}
