package dev.nextvec.compare;

import static dev.nextvec.compare.Figures.cosine;
import static dev.nextvec.compare.Figures.difference;

import dev.nextvec.compare.Comparison.Challenge;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What a comparison says, in sentences that each hold without the table. */
final class Findings {
  /** A sentence that names more is not read. */
  private static final int MOST_TIES = 4;

  private final Comparison comparison;

  Findings(Comparison comparison) {
    this.comparison = comparison;
  }

  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    comparison
        .challenge()
        .ifPresentOrElse(
            challenge -> sentences.add(headline(challenge)), () -> sentences.add(baselinesOnly()));
    if (!comparison.networks().isEmpty()) {
      sentences.add(againstLinearAverage());
    }
    unsettled().ifPresent(sentences::add);
    fastest().ifPresent(sentences::add);
    return sentences;
  }

  private String headline(Challenge challenge) {
    String network = challenge.network().name();
    String baseline = challenge.baseline().name();
    String by = inWords(challenge.contrast().difference());
    return switch (challenge.contrast().verdict()) {
      case BETTER ->
          best(challenge.network())
              + ": test cosine %s, %s above the best baseline, %s."
                  .formatted(cosine(challenge.network().cosine().value()), by, baseline);
      case WORSE ->
          "No network is worth its cost here: %s reaches %s; %s, the best network, lies %s below it."
              .formatted(baseline, cosine(challenge.baseline().cosine().value()), network, by);
      case EQUAL ->
          "No network beats the best baseline: %s and %s are equal within ±%s, at %s and %s, a difference of %s."
              .formatted(
                  network,
                  baseline,
                  comparison.margin(),
                  cosine(challenge.network().cosine().value()),
                  cosine(challenge.baseline().cosine().value()),
                  interval(challenge.contrast().difference()));
      case TIE ->
          "No network is shown to beat the best baseline: %s and %s tie at %s and %s, a difference of %s. %s"
              .formatted(
                  network,
                  baseline,
                  cosine(challenge.network().cosine().value()),
                  cosine(challenge.baseline().cosine().value()),
                  interval(challenge.contrast().difference()),
                  Settling.sentence(challenge.contrast(), comparison.margin()));
    };
  }

  /** The best model, unless another network or the data leave that open. */
  private String best(Row network) {
    List<String> rivals =
        comparison.networks().stream()
            .filter(other -> other != network)
            .filter(other -> verdict(network, other) != Verdict.BETTER)
            .map(Row::name)
            .toList();
    return rivals.isEmpty()
        ? network.name() + " is the best model here"
        : "%s is not shown to be better than %s, but scores highest"
            .formatted(network.name(), String.join(", ", rivals));
  }

  private String baselinesOnly() {
    Row best = comparison.baselines().get(0);
    List<String> rivals =
        comparison.baselines().stream()
            .filter(other -> other != best && verdict(best, other) != Verdict.BETTER)
            .map(Row::name)
            .toList();
    String unsure =
        rivals.isEmpty() ? "" : "; it is not shown to be better than " + String.join(", ", rivals);
    return "Of the baselines %s scores highest: test cosine %s%s."
        .formatted(best.name(), cosine(best.cosine().value()), unsure);
  }

  private Verdict verdict(Row row, Row other) {
    return comparison.between(row.name(), other.name()).map(Contrast::verdict).orElse(Verdict.TIE);
  }

  private String againstLinearAverage() {
    List<String> parts = new ArrayList<>();
    add(parts, Verdict.BETTER, "beat", "beats");
    add(parts, Verdict.EQUAL, "equal", "equals");
    add(parts, Verdict.TIE, "tie with", "ties with");
    add(parts, Verdict.WORSE, "fall below", "falls below");
    String linear =
        "the linear average (%s)".formatted(cosine(comparison.linearAverage().cosine().value()));
    return "Against %s: %s.".formatted(linear, String.join("; ", parts));
  }

  private void add(List<String> parts, Verdict verdict, String many, String one) {
    List<Row> rows = comparison.networks().stream().filter(having(verdict)).toList();
    if (!rows.isEmpty()) {
      String names =
          rows.stream()
              .map(row -> row.name() + " (" + Figures.percent(contrast(row).percent()) + ")")
              .collect(Collectors.joining(", "));
      parts.add(names + " " + (rows.size() == 1 ? one : many) + " it");
    }
  }

  /** What would settle the ties with the row that scores highest and with the linear average. */
  private Optional<String> unsettled() {
    Row highest = comparison.rows().get(0);
    Row linear = comparison.linearAverage();
    List<String> ties = new ArrayList<>();
    for (Row row : comparison.rows()) {
      tie(row, highest).ifPresent(ties::add);
      if (linear != highest && row.isNetwork()) {
        tie(row, linear).ifPresent(ties::add);
      }
    }
    return ties.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Not settled by %s: %s."
                .formatted(
                    Figures.counted(highest.evaluation().documents(), "test document"),
                    ties.size() <= MOST_TIES
                        ? String.join("; ", ties)
                        : String.join("; ", ties.subList(0, MOST_TIES))
                            + "; and %d more, in the table of pairs"
                                .formatted(ties.size() - MOST_TIES)));
  }

  private Optional<String> tie(Row row, Row other) {
    return comparison
        .between(row.name(), other.name())
        .filter(contrast -> contrast.verdict() == Verdict.TIE)
        .filter(contrast -> contrast.difference().interval().isPresent())
        .map(
            contrast ->
                "%s against %s (%s)".formatted(row.name(), other.name(), Settling.words(contrast)));
  }

  /** The fastest of the networks that are not shown to be below the best of them. */
  private Optional<String> fastest() {
    List<Row> timed =
        comparison.networks().stream().filter(row -> row.run().speed().isPresent()).toList();
    if (timed.size() < 2) {
      return Optional.empty();
    }
    Row fastest = timed.stream().min(Comparator.comparingDouble(Findings::p50)).orElseThrow();
    Row best = comparison.networks().get(0);
    String speed =
        "%s is the fastest network: %s ms a prediction (median)"
            .formatted(fastest.name(), Figures.milliseconds(p50(fastest)));
    if (fastest == best || best.run().speed().isEmpty()) {
      return Optional.of(
          speed + (fastest == best ? ", and no other is shown to be more accurate." : "."));
    }
    return Optional.of(
        speed
            + ", %s× faster than %s, %s."
                .formatted(
                    Figures.significant(p50(best) / p50(fastest)),
                    best.name(),
                    price(best, fastest)));
  }

  private String price(Row best, Row fastest) {
    String lower = cosine(best.cosine().value() - fastest.cosine().value());
    return switch (verdict(best, fastest)) {
      case BETTER -> "with a test cosine " + lower + " lower";
      case EQUAL -> "with an equal test cosine (within ±" + comparison.margin() + ")";
      case TIE, WORSE -> "with which it ties in test cosine (" + lower + " lower, not settled)";
    };
  }

  private static double p50(Row row) {
    return row.run().speed().orElseThrow().latency().p50();
  }

  private static Predicate<Row> having(Verdict verdict) {
    return row -> contrast(row).verdict() == verdict;
  }

  private static Contrast contrast(Row network) {
    return network.againstLinearAverage().orElseThrow();
  }

  private static String inWords(Estimate difference) {
    String size = cosine(Math.abs(difference.value()));
    return difference
        .interval()
        .map(
            interval -> {
              double low = Math.min(Math.abs(interval.low()), Math.abs(interval.high()));
              double high = Math.max(Math.abs(interval.low()), Math.abs(interval.high()));
              return size + " (" + cosine(low) + " to " + cosine(high) + ")";
            })
        .orElse(size);
  }

  private static String interval(Estimate difference) {
    return difference(difference.value())
        + difference
            .interval()
            .map(
                interval ->
                    " (" + difference(interval.low()) + " to " + difference(interval.high()) + ")")
            .orElse("");
  }
}
