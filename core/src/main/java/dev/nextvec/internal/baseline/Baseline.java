package dev.nextvec.internal.baseline;

import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.model.Cost;
import dev.nextvec.model.Predictor;
import java.util.Map;

/** A predictor that is fitted in closed form, or not at all. */
public sealed interface Baseline extends Predictor
    permits LearnedAverage, LinearAverage, MeanVector, Persistence, RandomVector, Ridge {

  /** What was fitted, by name; empty for what fits nothing. */
  default Map<String, FloatTensor> tensors() {
    return Map.of();
  }

  /**
   * What a prediction of a baseline costs that was fitted elsewhere.
   *
   * @param parameters its fitted numbers
   * @throws IllegalArgumentException if no baseline that can be used has that name
   */
  static Cost cost(String name, int contextLength, int dimension, long parameters) {
    long each = (long) contextLength * dimension;
    long flops =
        switch (name) {
          case Persistence.NAME, MeanVector.NAME -> 0;
          case LinearAverage.NAME, LearnedAverage.NAME -> 2 * each;
          case Ridge.NAME -> 2 * each * dimension;
          default -> throw new IllegalArgumentException("no baseline is named `" + name + "`");
        };
    return new Cost(parameters, flops, Float.BYTES * parameters, (long) Float.BYTES * dimension);
  }
}
