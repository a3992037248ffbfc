package dev.nextvec.serve;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.retrieval.Strategy;
import dev.nextvec.text.Encoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ways of searching an index that stand beside each other.
 *
 * @param asked all of them
 * @param note which could not be had, and why
 */
record PageStrategies(Asked asked, Optional<String> note) {

  /**
   * The model's prediction, persistence, BM25, and what is used unless told otherwise or else a
   * fusion of persistence and BM25: those that the index can do.
   *
   * @param texts whether a text is asked about, whose vectors must be made
   */
  static PageStrategies of(ServedIndex index, Optional<Encoder> encoder, boolean texts) {
    Optional<String> without = texts ? withoutVectors(index, encoder) : Optional.empty();
    boolean words = index.manifest().size().texts();
    List<Strategy> all = new ArrayList<>();
    if (without.isEmpty()) {
      if (index.model().isPresent()) {
        all.add(Strategy.Vector.MODEL);
      }
      all.add(Strategy.Vector.PERSISTENCE);
    }
    if (words) {
      all.add(new Strategy.Bm25());
    }
    if (without.isEmpty()) {
      Strategy preferred = index.retriever(Optional.empty()).strategy();
      if (!all.contains(preferred)) {
        all.add(preferred);
      } else if (words) {
        all.add(new Strategy.ReciprocalRanks(Strategy.Vector.PERSISTENCE));
      }
    }
    if (all.isEmpty()) {
      throw Problem.unprocessable(without.orElse("the index cannot be searched"));
    }
    Asked asked =
        new Asked(index, index.retriever(Optional.of(all.getFirst())), all.subList(1, all.size()));
    return new PageStrategies(
        asked, without.map(why -> why + " Only words are searched for here."));
  }

  private static Optional<String> withoutVectors(ServedIndex index, Optional<Encoder> encoder) {
    if (encoder.isEmpty()) {
      return Optional.of("This server has no encoder, so it makes no vectors of texts.");
    }
    try {
      EncoderFingerprint served = encoder.get().fingerprint();
      index.plain().requireEncoder(served);
      return Optional.empty();
    } catch (IllegalArgumentException other) {
      return Optional.of(
          "This index was made with another encoder than the server's, so a text has no vectors in"
              + " it.");
    }
  }
}
