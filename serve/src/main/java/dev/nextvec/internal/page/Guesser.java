package dev.nextvec.internal.page;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.EncoderFingerprint;
import java.util.List;
import java.util.Optional;

/** Predicts what comes next, where a model is served. */
public interface Guesser {
  /**
   * A prediction.
   *
   * @param model what predicted
   * @param vector of unit length
   * @param twoSided whether it is to be compared with mapped chunks, and cannot stand among others
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Guess(String model, float[] vector, boolean twoSided) {}

  /** How many chunks it reads; empty where nothing that is served fits vectors of this kind. */
  Optional<Integer> contextLength(Dataset dataset);

  /**
   * Predicts.
   *
   * @param encoder what made the vectors, where that is known
   * @param context vectors in order, as many as {@link #contextLength} says
   */
  Optional<Guess> after(Optional<EncoderFingerprint> encoder, List<float[]> context)
      throws Exception;
}
