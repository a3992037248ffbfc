package dev.nextvec.recommend;

import static dev.nextvec.compare.Figures.cosine;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.PairedDifference;
import dev.nextvec.compare.Ranking;
import dev.nextvec.compare.Ranking.RankedRow;
import dev.nextvec.compare.Row;
import dev.nextvec.compare.TestDomain;
import dev.nextvec.compare.Wording;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.stats.Interval;
import dev.nextvec.stats.Need;
import dev.nextvec.stats.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Why something is recommended: two sentences, each with its figures. */
final class Reasons {
  private final Comparison comparison;
  private final Ranking ranking;
  private final double give;

  Reasons(Comparison comparison, Ranking ranking, double give) {
    this.comparison = comparison;
    this.ranking = ranking;
    this.give = give;
  }

  /** What would settle the tie of the highest with the next of them. */
  List<Need> needs() {
    return ranking.list().stream()
        .flatMap(place -> place.behind().stream())
        .filter(contrast -> contrast.verdict() == Verdict.TIE)
        .findFirst()
        .map(PairedDifference::needs)
        .orElse(List.of());
  }

  /**
   * @param candidates the rows within the limits, ranked or not
   */
  List<String> best(RankedRow chosen, List<Row> candidates) {
    RankedRow highest = ranking.list().get(0);
    List<String> reasons = new ArrayList<>();
    reasons.add(
        chosen.equals(highest)
            ? "%s has the highest %s: %s. It costs %s."
                .formatted(chosen.name(), label(), value(chosen), cost(chosen))
            : "%s is shown to be at most %s below the highest %s: %s against %s. It costs %s; %s costs %s."
                .formatted(
                    chosen.name(),
                    Figures.significant(give),
                    label(),
                    cosine(chosen.value()),
                    Wording.named(highest.name(), highest.value()),
                    cost(chosen),
                    highest.name(),
                    cost(highest)));
    rival(chosen).ifPresent(reasons::add);
    unmeasured(candidates).ifPresent(reasons::add);
    return reasons;
  }

  private String cost(RankedRow place) {
    return Costs.inWords(place.row(), comparison.standing());
  }

  /** Rows that could not be looked at. */
  private Optional<String> unmeasured(List<Row> candidates) {
    String names =
        candidates.stream()
            .map(Row::name)
            .filter(name -> ranking.named(name).isEmpty())
            .collect(Collectors.joining(", "));
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of("Cannot say for %s: %s was not measured.".formatted(names, label()));
  }

  /** The best of the other kind: networks beside a baseline, baselines beside a network. */
  private Optional<String> rival(RankedRow chosen) {
    return ranking.list().stream()
        .filter(other -> other.row().isNetwork() != chosen.row().isNetwork())
        .findFirst()
        .map(
            other ->
                "The best %s: %s."
                    .formatted(other.row().isNetwork() ? "network" : "baseline", behind(other)));
  }

  /** The place beside the highest. */
  private String behind(RankedRow place) {
    RankedRow highest = ranking.list().get(0);
    return place
        .behind()
        .map(
            contrast ->
                Wording.clause(
                        place.name(), place.value(), highest.name(), highest.value(), contrast)
                    + " (%s)".formatted(Wording.intervalApart(contrast)))
        .orElseGet(() -> "%s is the highest".formatted(Wording.named(place.name(), place.value())));
  }

  private String value(RankedRow place) {
    return switch (ranking.yardstick()) {
      case COSINE -> cosine(place.value()) + interval(place.row().cosine().interval());
      case MRR ->
          "%s; the true next chunk is first in %s of the test windows"
              .formatted(cosine(place.value()), Figures.share(recall(place.row())));
    };
  }

  private static double recall(Row row) {
    return row.group().retrievalMean(Pool.TEST, RetrievalMetric.RECALL_1);
  }

  private static String interval(Optional<Interval> interval) {
    return interval.map(ends -> " (" + Wording.interval(ends) + ")").orElse("");
  }

  private String label() {
    return ranking.yardstick().label();
  }

  /** The linear average, where no row is shown to be better. */
  static List<String> average(Row linear, List<Row> ties) {
    String names = ties.stream().map(Row::name).collect(Collectors.joining(", "));
    return List.of(
        "No model within the limits is shown to be better than the linear average (%s)%s."
            .formatted(cosine(linear.cosine().value()), names.isEmpty() ? "" : "; ties: " + names),
        "The linear average needs no training and no memory.");
  }

  static List<String> quick(Row chosen, List<Row> better, TestDomain standing) {
    PairedDifference contrast = chosen.againstLinearAverage().orElseThrow();
    String gain =
        "%s is better than the linear average (%s; %s) and takes %s to fit."
            .formatted(
                chosen.name(),
                Figures.relative(contrast),
                Wording.interval(contrast),
                standing.ofOneModel(Costs.trainingInWords(chosen)));
    return List.of(
        gain,
        better.size() == 1
            ? "No other model within the limits is shown to be better than the linear average."
            : "The others that are better take %s: %s."
                .formatted(
                    better.stream().anyMatch(row -> row.group().trainingSeconds().isEmpty())
                        ? "longer, or nobody knows how long"
                        : "longer",
                    better.stream()
                        .filter(row -> !row.equals(chosen))
                        .map(
                            row ->
                                row.name() + " " + standing.ofOneModel(Costs.trainingInWords(row)))
                        .collect(Collectors.joining(", "))));
  }

  List<String> capacity(RankedRow chosen, RankedRow largest) {
    String first =
        "%s has %s parameters and a test cosine of %s, %s."
            .formatted(
                chosen.name(),
                parameters(chosen),
                cosine(chosen.value()),
                chosen.behind().isEmpty()
                    ? "the highest of the networks"
                    : "shown to be at most %s below the highest of the networks"
                        .formatted(Figures.significant(give)));
    String larger =
        chosen.equals(largest)
            ? ""
            : " The largest has %s parameters: %s%s."
                .formatted(parameters(largest), behind(largest), gap(largest.row()));
    return List.of(first + larger, againstBaseline(chosen));
  }

  private static String parameters(RankedRow place) {
    return Figures.compact(place.row().knownCost().parameters());
  }

  private String againstBaseline(RankedRow chosen) {
    Row baseline = comparison.baselines().get(0);
    PairedDifference contrast = comparison.between(chosen.name(), baseline.name()).orElseThrow();
    String clause =
        Wording.clause(
            chosen.name(), chosen.value(), baseline.name(), baseline.cosine().value(), contrast);
    String meaning =
        switch (contrast.verdict()) {
          case WORSE -> " Capacity is not what is missing here.";
          case BETTER, EQUAL, TIE, CANNOT_SAY -> "";
        };
    return "Against the best baseline: %s.%s".formatted(clause, meaning);
  }

  /** A network that knows its training windows much better than others was too large for them. */
  private String gap(Row row) {
    if (row.group().trainCosine().isEmpty() || row.group().validationCosine().isEmpty()) {
      return "";
    }
    double train = row.group().trainCosine().getAsDouble();
    double validation = row.group().validationCosine().getAsDouble();
    return comparison
        .standing()
        .ofOneModel(
            "; its cosine is %s on training windows and %s on validation windows"
                .formatted(cosine(train), cosine(validation)));
  }
}
