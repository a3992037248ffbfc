package dev.nextvec.serve;

import dev.nextvec.retrieval.Retriever;
import dev.nextvec.retrieval.Strategy;
import java.util.List;

/**
 * By what an index is searched.
 *
 * @param index that is searched
 * @param retriever with the strategy
 * @param beside strategies whose hits stand beside
 */
record Asked(ServedIndex index, Retriever retriever, List<Strategy> beside) {
  Asked {
    beside = List.copyOf(beside);
  }

  Strategy strategy() {
    return retriever.strategy();
  }

  /** Whether vectors of the context are needed. */
  boolean needsVectors() {
    return !(strategy() instanceof Strategy.Bm25)
        || beside.stream().anyMatch(each -> !(each instanceof Strategy.Bm25));
  }
}
