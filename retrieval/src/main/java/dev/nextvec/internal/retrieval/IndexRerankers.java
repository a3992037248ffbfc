package dev.nextvec.internal.retrieval;

import dev.nextvec.internal.retrieval.Rerankers.Fitted;
import dev.nextvec.model.Model;
import dev.nextvec.retrieval.Strategy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The re-rankers of an opened index: what a search asks them by. Shared by all threads. */
final class IndexRerankers {
  private final Path path;
  private final String index;
  private final ChunkIndex chunks;
  private final Rerankers rerankers;

  /** The last model that a re-ranker was found to be fitted to. */
  private final AtomicReference<@Nullable Model> checked = new AtomicReference<>();

  /**
   * @param path of the index
   * @param index hash of what it says of itself
   */
  IndexRerankers(Path path, String index, ChunkIndex chunks, Rerankers rerankers) {
    this.path = path;
    this.index = index;
    this.chunks = chunks;
    this.rerankers = rerankers;
  }

  /**
   * The re-ranker of a strategy; empty for strategies that need none.
   *
   * @throws IllegalArgumentException if there is none, or it is of another index or model
   */
  Optional<Fitted> of(Strategy strategy, Optional<Model> model) throws IOException {
    if (!(strategy instanceof Strategy.Reranked)) {
      return Optional.empty();
    }
    Optional<Fitted> fitted = rerankers.of(strategy);
    if (fitted.isEmpty()) {
      throw new IllegalArgumentException(
          "no re-ranker `%s` was fitted for %s: evaluate the index, which fits what it can"
              .formatted(strategy.label(), path));
    }
    if (!rerankers.index().equals(index)) {
      throw new IllegalArgumentException(
          "the re-ranker in %s was fitted for another index, or before this one was made anew: evaluate the index again"
              .formatted(path.resolve(Rerankers.FILE)));
    }
    if (model.isPresent() && strategy.needsModel() && !model.get().equals(checked.get())) {
      Rerankers.requireModel(fitted.get(), chunks, model.get());
      checked.set(model.get());
    }
    return fitted;
  }

  /** Whether a strategy that was measured can be run with the re-rankers it was measured with. */
  boolean serve(Strategy strategy, RetrievalResult.Basis measured) {
    return !(strategy instanceof Strategy.Reranked) || rerankers.areOf(measured);
  }

  /** How many chunks of a context the re-ranker of a strategy takes. */
  Optional<Integer> contextLength(Strategy strategy) {
    return rerankers.of(strategy).map(fitted -> fitted.reranker().contextLength());
  }

  /** The strategy whose hits are ordered anew; the strategy itself where none are. */
  Strategy ordered(Strategy strategy) {
    return rerankers.of(strategy).map(Fitted::orders).orElse(strategy);
  }
}
