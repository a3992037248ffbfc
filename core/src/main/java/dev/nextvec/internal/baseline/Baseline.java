package dev.nextvec.internal.baseline;

import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.model.Predictor;
import java.util.Map;

/** A predictor that is fitted in closed form, or not at all. */
public sealed interface Baseline extends Predictor
    permits LearnedAverage, LinearAverage, MeanVector, Persistence, RandomVector, Ridge {

  /** What was fitted, by name; empty for what fits nothing. */
  default Map<String, FloatTensor> tensors() {
    return Map.of();
  }
}
