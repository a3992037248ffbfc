package dev.nextvec.retrieval;

import dev.nextvec.data.EncoderFingerprint;
import java.util.List;
import java.util.Optional;

/**
 * The chunks after which the next one is looked for, oldest first. Only the last few count: as many
 * as the index was told a context has.
 *
 * @param vectors one for each chunk; empty where only words are known
 * @param texts one for each chunk; empty where only vectors are known
 * @param encoder what made the vectors, where that is known
 * @param place where in the indexed corpus they stand, if they do
 */
public record Context(
    List<float[]> vectors,
    List<String> texts,
    Optional<EncoderFingerprint> encoder,
    Optional<Place> place) {
  public Context {
    vectors = List.copyOf(vectors);
    texts = List.copyOf(texts);
    if (vectors.isEmpty() && texts.isEmpty()) {
      throw new IllegalArgumentException("a context needs at least one chunk but has none");
    }
    if (!vectors.isEmpty() && !texts.isEmpty() && vectors.size() != texts.size()) {
      throw new IllegalArgumentException(
          "a context has %d vectors but %d texts: give one of each for a chunk"
              .formatted(vectors.size(), texts.size()));
    }
  }

  /**
   * Chunks of the corpus.
   *
   * @param document its id
   * @param at number of the chunk that would come next: the context ends before it
   */
  public record Place(String document, long at) {
    public Place {
      if (at < 1) {
        throw new IllegalArgumentException(
            "at least one chunk must come before the next one, but it was asked for at " + at);
      }
    }
  }

  /** Words alone, for strategies that need no vectors. */
  public static Context ofTexts(List<String> texts) {
    return new Context(List.of(), texts, Optional.empty(), Optional.empty());
  }

  /** Vectors alone. */
  public static Context ofVectors(List<float[]> vectors, Optional<EncoderFingerprint> encoder) {
    return new Context(vectors, List.of(), encoder, Optional.empty());
  }
}
