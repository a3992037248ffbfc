package dev.nextvec.recommend;

import static dev.nextvec.compare.Figures.cosine;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Contrast;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.Pair;
import dev.nextvec.compare.Ranking;
import dev.nextvec.compare.Ranking.Place;
import dev.nextvec.compare.Row;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.stats.Interval;
import dev.nextvec.stats.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

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

  List<String> best(Place chosen) {
    Place highest = ranking.list().get(0);
    String first =
        chosen.equals(highest)
            ? "%s has the highest %s: %s, at %s."
                .formatted(chosen.name(), label(), value(chosen), Costs.inWords(chosen.row()))
            : "%s has %s %s, shown to lose at most %s against the highest, %s (%s), at %s instead of %s."
                .formatted(
                    chosen.name(),
                    label(),
                    value(chosen),
                    Figures.significant(give),
                    highest.name(),
                    cosine(highest.value()),
                    Costs.inWords(chosen.row()),
                    Costs.inWords(highest.row()));
    return Stream.concat(Stream.of(first), rival(chosen).stream()).toList();
  }

  /** The best of the other kind: networks beside a baseline, baselines beside a network. */
  private Optional<String> rival(Place chosen) {
    Place highest = ranking.list().get(0);
    return ranking.list().stream()
        .filter(other -> other.row().isNetwork() != chosen.row().isNetwork())
        .findFirst()
        .map(
            other ->
                "The best %s, %s, %s."
                    .formatted(
                        other.row().isNetwork() ? "network" : "baseline",
                        other.name(),
                        other.equals(highest) ? "reaches " + cosine(other.value()) : lies(other)));
  }

  private String lies(Place other) {
    Contrast contrast = other.behind().orElseThrow();
    String highest = ranking.list().get(0).name();
    String verdict =
        switch (contrast.verdict()) {
          case BETTER, WORSE -> "lies %s below %s".formatted(size(contrast), highest);
          case EQUAL -> "is shown equal to %s (%s)".formatted(highest, size(contrast));
          case TIE ->
              "is not shown to differ from %s (%s lower)".formatted(highest, size(contrast));
        };
    return "%s (%s)".formatted(verdict, cosine(other.value()));
  }

  private static String size(Contrast contrast) {
    return cosine(Math.abs(contrast.difference().value()))
        + contrast
            .difference()
            .interval()
            .map(i -> ", interval " + cosine(-i.high()) + " to " + cosine(-i.low()))
            .orElse("");
  }

  private String value(Place place) {
    return switch (ranking.yardstick()) {
      case COSINE -> cosine(place.value()) + interval(place.row().cosine().interval());
      case MRR ->
          cosine(place.value())
              + ", with the true next chunk first in "
              + Figures.share(recall(place.row()))
              + " of the test windows";
    };
  }

  private static double recall(Row row) {
    return row.group().retrievalMean(Pool.TEST, RetrievalMetric.RECALL_1);
  }

  private static String interval(Optional<Interval> interval) {
    return interval.map(i -> " (" + Figures.interval(i) + ")").orElse("");
  }

  private String label() {
    return ranking.yardstick().label();
  }

  static List<String> quick(Row chosen, List<Row> better) {
    if (better.isEmpty()) {
      return List.of(
          "Nothing within the limits is shown to beat the linear average (%s)."
              .formatted(cosine(chosen.cosine().value())),
          "It needs no training and no memory, and it is what everything else has to beat.");
    }
    Contrast contrast = chosen.againstLinearAverage().orElseThrow();
    String gain =
        "%s beats the linear average by %s%s and takes %s to fit."
            .formatted(
                chosen.name(),
                Figures.percent(contrast.percent()),
                contrast
                    .percentInterval()
                    .map(i -> " (" + Figures.percentInterval(i) + ")")
                    .orElse(""),
                Figures.duration(chosen.group().trainingSeconds()));
    return List.of(
        gain,
        better.size() == 1
            ? "Nothing else within the limits is shown to beat it."
            : "The others that do take longer: %s."
                .formatted(
                    String.join(
                        ", ",
                        better.stream()
                            .filter(row -> !row.equals(chosen))
                            .map(
                                row ->
                                    row.name()
                                        + " "
                                        + Figures.duration(row.group().trainingSeconds()))
                            .toList())));
  }

  List<String> capacity(Place chosen, Place largest) {
    String parameters = Figures.compact(chosen.row().run().cost().parameters());
    String first =
        chosen.equals(largest)
            ? "%s, the network with the most parameters (%s), loses next to nothing against the best network: test cosine %s."
                .formatted(chosen.name(), parameters, cosine(chosen.value()))
            : "%s (%s parameters) is the largest network that keeps up, with a test cosine of %s; %s (%s parameters) %s%s."
                .formatted(
                    chosen.name(),
                    parameters,
                    cosine(chosen.value()),
                    largest.name(),
                    Figures.compact(largest.row().run().cost().parameters()),
                    lies(largest),
                    gap(largest.row()));
    Row baseline = comparison.baselines().get(0);
    Optional<Contrast> contrast = comparison.between(chosen.name(), baseline.name());
    boolean worse = contrast.filter(c -> c.verdict() == Verdict.WORSE).isPresent();
    String second =
        "Against the best baseline, %s (%s), it is %s%s."
            .formatted(
                baseline.name(),
                cosine(baseline.cosine().value()),
                contrast.map(c -> inWords(c.verdict())).orElse("not compared"),
                worse ? ": capacity is not what is missing here" : "");
    return List.of(first, second);
  }

  /** A network that knows its training windows much better than others was too large for them. */
  private static String gap(Row row) {
    if (row.group().trainCosine().isEmpty() || row.group().validationCosine().isEmpty()) {
      return "";
    }
    double train = row.group().trainCosine().getAsDouble();
    double validation = row.group().validationCosine().getAsDouble();
    return ", having learned %s on its training windows and %s on those of validation"
        .formatted(cosine(train), cosine(validation));
  }

  private static String inWords(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }

  static List<String> research(Comparison comparison, List<String> names) {
    List<Pair> open =
        comparison.pairs().stream()
            .filter(pair -> names.contains(pair.first()) && names.contains(pair.second()))
            .toList();
    List<Pair> ties =
        open.stream().filter(pair -> pair.contrast().verdict() == Verdict.TIE).toList();
    String first =
        ties.isEmpty()
            ? "All %s between these are settled on these documents.".formatted(pairs(open.size()))
            : "%d of %s %s not settled: %s."
                .formatted(
                    ties.size(),
                    pairs(open.size()),
                    ties.size() == 1 ? "is" : "are",
                    String.join(
                        ", ", ties.stream().map(p -> p.first() + " and " + p.second()).toList()));
    int seeds = comparison.networks().stream().mapToInt(row -> row.group().seeds()).min().orElse(1);
    String second =
        Stream.of(
                Optional.of(
                    seeds > 1
                        ? "Every network has at least %d seeds".formatted(seeds)
                        : "Train every network with several seeds (`train --seeds 3`)"),
                more(ties))
            .flatMap(Optional::stream)
            .reduce((a, b) -> a + "; " + b)
            .orElseThrow();
    return List.of(first, second + ".");
  }

  private static Optional<String> more(List<Pair> ties) {
    return ties.stream()
        .flatMap(pair -> pair.contrast().settling().stream())
        .mapToLong(size -> size.documents())
        .max()
        .stream()
        .mapToObj(n -> "about %s would settle all of them".formatted(documents(n)))
        .findFirst();
  }

  private static String documents(long count) {
    return Figures.counted(count, "test document");
  }

  private static String pairs(int count) {
    return Figures.counted(count, "difference");
  }
}
