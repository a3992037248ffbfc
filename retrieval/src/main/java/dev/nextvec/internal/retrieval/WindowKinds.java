package dev.nextvec.internal.retrieval;

import dev.nextvec.data.Document;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.Ranks;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.retrieval.Strategy;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Holm;
import dev.nextvec.stats.Interval;
import dev.nextvec.stats.Measure;
import dev.nextvec.stats.Quantity;
import dev.nextvec.stats.Verdict;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * On which kinds of windows a strategy wins against another and where it loses: windows in three
 * groups of about the same size by each {@link WindowKind}.
 *
 * @param chosen the windows that were ranked
 * @param texts whether there are texts
 */
@SuppressWarnings("ArrayRecordComponent")
record WindowKinds(Windows windows, int[] chosen, ChunkIndex index, RowMap map, boolean texts) {
  private static final int GROUPS = 3;

  /** The difference of two strategies on some windows. */
  private record Question(WindowKind kind, double[] values, int[] places, Versus versus) {
    Quantity difference() {
      return versus.own().less(versus.other()).of(places);
    }
  }

  /** Two strategies with what they have in each window. */
  private record Versus(Strategy strategy, Strategy from, Quantity own, Quantity other) {
    static Versus of(Strategy strategy, Strategy from, Map<Strategy, Ranks> ranks) {
      return new Versus(strategy, from, reciprocal(strategy, ranks), reciprocal(from, ranks));
    }

    private static Quantity reciprocal(Strategy strategy, Map<Strategy, Ranks> ranks) {
      Ranks own = Objects.requireNonNull(ranks.get(strategy));
      return Quantity.of(RetrievalMetric.MRR.of(own), Measure.SHARE);
    }
  }

  /**
   * Judges one strategy against others.
   *
   * @param from those others
   */
  List<KindRow> of(Map<Strategy, Ranks> ranks, Strategy strategy, List<Strategy> from)
      throws IOException {
    List<Question> questions = new ArrayList<>();
    for (Strategy other : from) {
      Versus versus = Versus.of(strategy, other, ranks);
      for (WindowKind kind : WindowKind.values()) {
        if (kind != WindowKind.CHUNK || texts) {
          double[] values = values(kind);
          groups(values).forEach(g -> questions.add(new Question(kind, values, g, versus)));
        }
      }
    }
    return judged(questions);
  }

  private double[] values(WindowKind kind) throws IOException {
    double[] values = new double[chosen.length];
    for (int i = 0; i < values.length; i++) {
      Document document = windows.documents().get(windows.document(chosen[i]));
      long target = windows.targetRow(chosen[i]);
      values[i] =
          switch (kind) {
            case TOPIC ->
                Rows.cosine(windows.vectors().read(target - 1), windows.vectors().read(target));
            case POSITION -> target - document.first();
            case DOCUMENT -> document.count();
            case CHUNK -> index.text(map.of(target - 1)).length();
          };
    }
    return values;
  }

  /** Places of windows by value, those of equal values together; none is empty. */
  private static List<int[]> groups(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    List<int[]> groups = new ArrayList<>();
    double from = Double.NEGATIVE_INFINITY;
    for (int group = 1; group <= GROUPS; group++) {
      double least = from;
      double below =
          group == GROUPS
              ? Double.POSITIVE_INFINITY
              : sorted[(int) ((long) sorted.length * group / GROUPS)];
      int[] places =
          IntStream.range(0, values.length)
              .filter(i -> values[i] >= least && values[i] < below)
              .toArray();
      if (places.length > 0) {
        groups.add(places);
      }
      from = below;
    }
    return groups;
  }

  private List<KindRow> judged(List<Question> questions) {
    List<Estimate> estimates = new ArrayList<>();
    for (Question each : questions) {
      estimates.addAll(Bootstrap.DEFAULT.means(List.of(each.difference()), documents(each)));
    }
    double[] p = estimates.stream().mapToDouble(Estimate::pValue).toArray();
    double alpha = 1 - Bootstrap.DEFAULT.level();
    double[] adjusted = Holm.adjust(p);
    int[] factors = Holm.judging(p, alpha);
    List<KindRow> rows = new ArrayList<>();
    for (int i = 0; i < factors.length; i++) {
      Question question = questions.get(i);
      Estimate difference = estimates.get(i);
      Verdict verdict = Verdict.of(difference, adjusted[i], Verdict.MARGIN);
      Optional<Interval> judging =
          Bootstrap.DEFAULT
              .intervals(
                  List.of(question.difference()), documents(question), 1 - alpha / factors[i])
              .stream()
              .findFirst();
      rows.add(
          row(
              question,
              new StrategyDifference(
                  question.versus.strategy.label(),
                  question.versus.from.label(),
                  StrategyRow.MRR,
                  difference,
                  adjusted[i],
                  verdict,
                  verdict == Verdict.EQUAL || judging.isEmpty()
                      ? difference.interval()
                      : judging)));
    }
    return rows;
  }

  private int[] documents(Question question) {
    return Arrays.stream(question.places).map(i -> windows.group(chosen[i])).toArray();
  }

  private KindRow row(Question question, StrategyDifference difference) {
    double[] own = Arrays.stream(question.places).mapToDouble(i -> question.values[i]).toArray();
    return new KindRow(
        question.kind,
        Arrays.stream(own).min().orElseThrow(),
        Arrays.stream(own).max().orElseThrow(),
        own.length,
        (int) Arrays.stream(documents(question)).distinct().count(),
        mean(question.versus.own.of(question.places)),
        mean(question.versus.other.of(question.places)),
        difference);
  }

  private static double mean(Quantity quantity) {
    return Arrays.stream(quantity.values()).average().orElseThrow();
  }
}
