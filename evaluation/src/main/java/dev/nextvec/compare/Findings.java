package dev.nextvec.compare;

import static dev.nextvec.compare.Figures.cosine;

import dev.nextvec.stats.Statement;
import dev.nextvec.stats.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a comparison says, in statements that each hold without the table. */
final class Findings {
  /** A sentence that names more is not read. */
  private static final int MOST_TIES = 4;

  private final Comparison comparison;

  Findings(Comparison comparison) {
    this.comparison = comparison;
  }

  /** The headline first. */
  List<Statement> statements() {
    List<Statement> statements = new ArrayList<>();
    statements.add(new Headline(comparison).statement());
    if (!comparison.contenders().isEmpty()) {
      statements.add(againstLinearAverage());
    }
    unsettled().ifPresent(statements::add);
    fastest().map(Statement.Shown::new).ifPresent(statements::add);
    return statements;
  }

  /** Every network under its verdict. */
  private Statement againstLinearAverage() {
    Row linear = comparison.linearAverage();
    if (linear.cosine().interval().isEmpty()) {
      return Statement.withoutInterval(
          "how the %ss compare with the linear average".formatted(Wording.contender(comparison)),
          linear.cosine());
    }
    List<String> parts = new ArrayList<>();
    for (Verdict verdict : Verdict.values()) {
      String names =
          comparison.contenders().stream()
              .filter(row -> contrast(row).verdict() == verdict)
              .map(row -> "%s (%s)".formatted(row.name(), Figures.relative(contrast(row))))
              .collect(Collectors.joining(", "));
      if (!names.isEmpty()) {
        parts.add(verdict.words() + ": " + names);
      }
    }
    return new Statement.Shown(
        "Against the linear average (%s), %s."
            .formatted(cosine(linear.cosine().value()), String.join("; ", parts)));
  }

  /** What would settle the ties with the row that scores highest and with the linear average. */
  private Optional<Statement> unsettled() {
    Row highest = comparison.rows().get(0);
    Row linear = comparison.linearAverage();
    List<String> ties = new ArrayList<>();
    for (Row row : comparison.rows()) {
      tie(row, highest).ifPresent(ties::add);
      if (linear != highest && !row.isBaseline()) {
        tie(row, linear).ifPresent(ties::add);
      }
    }
    return ties.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Statement.Open(
                "Ties on %s: %s."
                    .formatted(
                        Figures.counted(highest.evaluation().documents(), "test document"),
                        ties.size() <= MOST_TIES
                            ? String.join("; ", ties)
                            : String.join("; ", ties.subList(0, MOST_TIES))
                                + "; and %d more, in the table of pairs"
                                    .formatted(ties.size() - MOST_TIES)),
                List.of()));
  }

  private Optional<String> tie(Row row, Row other) {
    return comparison
        .between(row.name(), other.name())
        .filter(contrast -> contrast.verdict() == Verdict.TIE)
        .map(
            contrast ->
                "%s and %s (%s)".formatted(row.name(), other.name(), Settling.words(contrast)));
  }

  /** The fastest of the networks whose speed is known, and was not measured on a busy machine. */
  private Optional<String> fastest() {
    List<Row> timed =
        comparison.networks().stream().filter(row -> row.reliableSpeed().isPresent()).toList();
    if (timed.size() < 2) {
      return Optional.empty();
    }
    Row fastest = timed.stream().min(Comparator.comparingDouble(Findings::p50)).orElseThrow();
    Row best = comparison.networks().get(0);
    String speed =
        "%s is the fastest %s: %s ms a prediction (median)"
            .formatted(
                fastest.name(),
                timed.size() == comparison.networks().size() ? "network" : "network of those timed",
                Figures.milliseconds(p50(fastest)));
    if (fastest == best) {
      return Optional.of(
          best.cosine().interval().isEmpty()
              ? speed + "."
              : speed + "; it also has the highest test cosine of the networks.");
    }
    return Optional.of(
        best.reliableSpeed().isEmpty()
            ? speed + "."
            : speed
                + ", %s× faster than %s. %s."
                    .formatted(
                        Figures.significant(p50(best) / p50(fastest)),
                        best.name(),
                        price(best, fastest)));
  }

  private String price(Row best, Row fastest) {
    return Wording.clause(
        fastest.name(),
        fastest.cosine().value(),
        best.name(),
        best.cosine().value(),
        comparison.between(fastest.name(), best.name()).orElseThrow());
  }

  private static double p50(Row row) {
    return row.run().speed().orElseThrow().latency().p50();
  }

  private static PairedDifference contrast(Row network) {
    return network.againstLinearAverage().orElseThrow();
  }
}
