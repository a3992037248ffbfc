package dev.nextvec.serve;

import dev.nextvec.model.GoldenProbe;
import dev.nextvec.retrieval.Context;
import dev.nextvec.retrieval.Search;
import dev.nextvec.retrieval.Strategy;
import dev.nextvec.text.Encoder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Asks everything once before clients do: what does not work is found, and the first are not slow.
 */
final class WarmUp {
  private static final List<String> TEXT = List.of("a few words to begin with");

  private WarmUp() {}

  static void run(Catalog catalog, Optional<Encoder> encoder) throws IOException {
    if (encoder.isPresent()) {
      encoder.get().encode(TEXT);
    }
    for (ServedIndex index : catalog.indexes()) {
      int dimension = index.manifest().size().dimension();
      float[] vector = GoldenProbe.contexts(1, 1, dimension);
      Context context = Context.ofVectors(List.of(vector), Optional.empty());
      for (Strategy strategy : List.of(Strategy.Vector.PERSISTENCE, Strategy.Vector.MODEL)) {
        if (!strategy.needsModel() || index.model().isPresent()) {
          index.retriever(Optional.of(strategy)).search(context, Search.of(1));
        }
      }
    }
  }
}
