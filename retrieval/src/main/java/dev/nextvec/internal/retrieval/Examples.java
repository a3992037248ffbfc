package dev.nextvec.internal.retrieval;

import dev.nextvec.data.Document;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.Ranks;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.retrieval.Strategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Where the strategy with the highest MRR wins most against persistence and where it loses most, by
 * 1 / rank; each from another document.
 */
@SuppressWarnings("ArrayRecordComponent")
record Examples(Windows windows, int[] chosen, ChunkIndex index, RowMap map) {
  private static final int OF_EACH = 3;

  /** Most gained first, most lost last; empty where nothing but persistence was measured. */
  List<RankExample> of(Map<Strategy, Ranks> ranks) throws IOException {
    Strategy plain = Strategy.Vector.PERSISTENCE;
    Strategy best =
        ranks.keySet().stream()
            .filter(each -> !each.equals(plain))
            .max(Comparator.comparingDouble(each -> RetrievalMetric.MRR.mean(get(ranks, each))))
            .orElse(plain);
    float[] own = get(ranks, best).reciprocal();
    float[] other = get(ranks, plain).reciprocal();
    List<Integer> order =
        IntStream.range(0, chosen.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> other[i] - own[i]))
            .toList();
    List<Integer> shown = new ArrayList<>(first(order, own, other));
    shown.addAll(first(order.reversed(), other, own).reversed());
    List<RankExample> examples = new ArrayList<>();
    for (int i : shown) {
      examples.add(example(i, best, get(ranks, best).rank()[i], get(ranks, plain).rank()[i]));
    }
    return examples;
  }

  private static Ranks get(Map<Strategy, Ranks> ranks, Strategy strategy) {
    return Objects.requireNonNull(ranks.get(strategy));
  }

  /** The first few, one from each document, on which one is above the other. */
  private List<Integer> first(List<Integer> order, float[] higher, float[] lower) {
    List<Integer> first = new ArrayList<>();
    List<Integer> documents = new ArrayList<>();
    for (int i : order) {
      int document = windows.document(chosen[i]);
      if (first.size() < OF_EACH && higher[i] > lower[i] && !documents.contains(document)) {
        first.add(i);
        documents.add(document);
      }
    }
    return first;
  }

  private RankExample example(int i, Strategy strategy, float rank, float plain)
      throws IOException {
    Document document = windows.documents().get(windows.document(chosen[i]));
    long target = windows.targetRow(chosen[i]);
    return new RankExample(
        strategy.label(),
        document.id(),
        target - document.first(),
        rank,
        plain,
        index.text(map.of(target - 1)),
        index.text(map.of(target)));
  }
}
