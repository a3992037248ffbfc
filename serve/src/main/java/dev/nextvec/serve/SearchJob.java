package dev.nextvec.serve;

import dev.nextvec.retrieval.Context;
import dev.nextvec.retrieval.Hit;
import dev.nextvec.retrieval.Search;
import dev.nextvec.retrieval.Strategy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A search by one strategy, and by those that stand beside it: one unit each. */
final class SearchJob extends Job {
  private final Asked asked;
  private final Context context;
  private final Search wanted;
  private final Map<String, List<Hit>> found = new LinkedHashMap<>();

  SearchJob(Asked asked, Context context, Search wanted, Deadline deadline) {
    super(1 + asked.beside().size(), 1, deadline);
    this.asked = asked;
    this.context = context;
    this.wanted = wanted;
  }

  private Strategy strategy(int unit) {
    return unit == 0 ? asked.strategy() : asked.beside().get(unit - 1);
  }

  @Override
  void compute(int from, int to) throws Exception {
    Strategy strategy = strategy(from);
    List<Hit> hits =
        (from == 0 ? asked.retriever() : asked.retriever().withStrategy(strategy))
            .search(context, wanted);
    for (Hit hit : hits) {
      if (!Double.isFinite(hit.score())) {
        throw Problem.unprocessable(
            "the score of a hit is not a number: the context's vectors are too large");
      }
    }
    synchronized (found) {
      found.put(strategy.label(), hits);
    }
  }

  /** Best first, when it has ended. */
  List<Hit> hits() {
    return hits(asked.strategy());
  }

  /** What one of the strategies finds. */
  List<Hit> hits(Strategy strategy) {
    synchronized (found) {
      return found.getOrDefault(strategy.label(), List.of());
    }
  }

  /** What the others find, by their names. */
  Map<String, List<Hit>> beside() {
    Map<String, List<Hit>> others = new LinkedHashMap<>();
    asked.beside().forEach(each -> others.put(each.label(), hits(each)));
    return others;
  }
}
