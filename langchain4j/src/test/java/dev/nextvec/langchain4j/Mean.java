package dev.nextvec.langchain4j;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.model.Model;
import dev.nextvec.model.Prediction;
import java.util.List;
import java.util.Optional;

/** A model that predicts the mean of its context. */
record Mean(
    int contextLength,
    int dimension,
    Optional<EncoderFingerprint> encoder,
    Optional<CandidateMap> candidates)
    implements Model {
  /** One whose encoder is known, or not. */
  static Mean of(int contextLength, int dimension, Optional<EncoderFingerprint> encoder) {
    return new Mean(contextLength, dimension, encoder, Optional.empty());
  }

  @Override
  public String name() {
    return "mean";
  }

  @Override
  public List<Prediction> predictAll(List<float[][]> contexts) {
    return contexts.stream()
        .map(context -> new Prediction(mean(context), Optional.empty()))
        .toList();
  }

  private float[] mean(float[][] context) {
    if (context.length != contextLength) {
      throw new IllegalArgumentException("the context has " + context.length + " vectors");
    }
    float[] mean = new float[dimension];
    for (float[] vector : context) {
      for (int i = 0; i < dimension; i++) {
        mean[i] += vector[i] / context.length;
      }
    }
    return mean;
  }

  @Override
  public void close() {}
}
