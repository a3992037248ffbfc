package dev.nextvec.internal.rerank;

import java.util.List;
import java.util.Optional;

/**
 * The first hits of a search, best first, and what they were found by: vectors, words and lengths.
 * Whose a candidate is and where it stands is not here, so nothing that describes it can know: the
 * answer is the next chunk of the same document by construction, and that would be the answer
 * itself.
 *
 * @param context vectors of the context's chunks, oldest first
 * @param prediction what a model predicts, as chunks are multiplied with it; empty without one
 * @param predicted by candidate, its cosine to the prediction, once it is mapped for a model with
 *     two sides; empty without one
 * @param vectors of the candidates
 * @param scores that the search ordered them by
 * @param words by candidate, BM25 for each chunk of the context, oldest first; empty where there
 *     are no words
 * @param lengths of the candidates in words; empty where there are no words
 */
@SuppressWarnings("ArrayRecordComponent")
public record Candidates(
    List<float[]> context,
    Optional<float[]> prediction,
    float[] predicted,
    List<float[]> vectors,
    float[] scores,
    float[][] words,
    float[] lengths) {
  public Candidates {
    context = List.copyOf(context);
    vectors = List.copyOf(vectors);
    boolean wordless = words.length == 0 && lengths.length == 0;
    boolean each = words.length == vectors.size() && lengths.length == vectors.size();
    if (predicted.length != (prediction.isPresent() ? vectors.size() : 0)) {
      throw new IllegalArgumentException(
          "%d candidates have %d cosines to %s prediction"
              .formatted(vectors.size(), predicted.length, prediction.isPresent() ? "the" : "no"));
    }
    if (scores.length != vectors.size() || !(wordless || each)) {
      throw new IllegalArgumentException(
          "%d candidates have %d scores, words of %d and lengths of %d"
              .formatted(vectors.size(), scores.length, words.length, lengths.length));
    }
  }

  int count() {
    return vectors.size();
  }
}
