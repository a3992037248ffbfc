package dev.nextvec.model;

import java.util.Optional;

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

  /**
   * What a prediction of a network costs: float32 weights and intermediate results.
   *
   * @param map of the candidates, if the model has two sides: a prediction is mapped back by it
   */
  public static Cost of(Architecture architecture, Optional<CandidateMap> map) {
    long mapped = map.map(CandidateMap::parameters).orElse(0L);
    long parameters = architecture.parameterCount() + mapped;
    return new Cost(
        parameters,
        architecture.flops() + 2 * mapped,
        Float.BYTES * parameters,
        Float.BYTES * architecture.activationFloats());
  }

  /** Weights and intermediate results together, in bytes. */
  public long memoryBytes() {
    return weightBytes + activationBytes;
  }
}
