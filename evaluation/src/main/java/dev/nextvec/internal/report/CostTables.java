package dev.nextvec.internal.report;

import dev.nextvec.compare.ArchitectureFacts;
import dev.nextvec.compare.ArchitectureFacts.ArchitectureFact;
import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.Row;
import dev.nextvec.compare.TestDomain;
import dev.nextvec.eval.Speed;
import dev.nextvec.internal.report.Table.Column;
import dev.nextvec.internal.report.Table.Line;
import dev.nextvec.model.Cost;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tables of what a model is made of and what it costs. */
final class CostTables {
  private static final String UNKNOWN = "unknown";
  private static final String PARAMETER_COUNT = "Parameter count";

  private CostTables() {}

  static Table complexity(Comparison comparison) {
    TestDomain one = comparison.standing();
    return new Table(
        "complexity",
        "Complexity analysis",
        "Floating-point operations and memory (weights and intermediate results) of one prediction"
            + " follow from the architecture (oneDNN keeps the weights a second time, in its own"
            + " order); the training time was measured, on the machine named under provenance.",
        List.of(
            Column.text("Model"),
            Column.number("Parameters"),
            Column.number("FLOPs per prediction"),
            Column.number("Memory (inference)", 1),
            Column.number("Weights", 3),
            Column.number(one.ofOneModel("Training time"), 1),
            Column.number(one.ofOneModel("Best epoch"), 2)),
        comparison.rows().stream().map(CostTables::complexity).toList());
  }

  private static Line complexity(Row row) {
    int epochs = row.run().history().size();
    return Line.of(
            row.name(),
            cost(row, cost -> Figures.count(cost.parameters())),
            cost(row, cost -> Figures.compact(cost.flops())),
            cost(row, cost -> Figures.bytes(cost.memoryBytes())),
            cost(row, cost -> Figures.bytes(cost.weightBytes())),
            trainingTime(row),
            row.run()
                .bestEpoch()
                .map(best -> best.epoch() + " of " + epochs + stopped(row))
                .orElse(QualityTables.NONE))
        .muted(row.isBaseline());
  }

  private static String cost(Row row, Function<Cost, String> part) {
    return row.run().cost().map(part).orElse(UNKNOWN);
  }

  private static String trainingTime(Row row) {
    OptionalDouble seconds = row.group().trainingSeconds();
    return seconds.isPresent() ? Figures.duration(seconds.getAsDouble()) : UNKNOWN;
  }

  private static String stopped(Row row) {
    return row.run()
        .unfinished()
        .map(run -> " (stopped; %s planned)".formatted(Figures.count(run.planned())))
        .orElse("");
  }

  static Table speed(Comparison comparison) {
    return new Table(
        "speed",
        comparison.standing().ofOneModel("Inference speed"),
        "Warm. Latency of one prediction alone in milliseconds, and predictions per second in"
            + " batches."
            + computedBy(comparison.rows()),
        List.of(
            Column.text("Model"),
            Column.number("p50 ms"),
            Column.number("p95 ms", 1),
            Column.number("p99 ms", 2),
            Column.number("batch 8", 3),
            Column.number("batch 32", 1),
            Column.number("batch 128", 3)),
        comparison.rows().stream()
            .filter(row -> row.isForeign() || row.run().speed().isPresent())
            .map(
                row ->
                    row.run().speed().map(speed -> speed(row, speed)).orElseGet(() -> noSpeed(row)))
            .toList());
  }

  /** What computed, as far as that was recorded, and for which rows where that differs. */
  private static String computedBy(List<Row> rows) {
    Map<String, List<String>> byEngine = new LinkedHashMap<>();
    for (Row row : rows) {
      row.run()
          .speed()
          .flatMap(Speed::engine)
          .ifPresent(
              engine -> byEngine.computeIfAbsent(engine, e -> new ArrayList<>()).add(row.name()));
    }
    if (byEngine.isEmpty()) {
      return "";
    }
    return byEngine.entrySet().stream()
        .map(e -> byEngine.size() == 1 ? e.getKey() : named(e.getKey(), e.getValue()))
        .collect(Collectors.joining("; ", " Computed by ", "."));
  }

  private static String named(String engine, List<String> rows) {
    return "%s (%s)".formatted(engine, String.join(", ", rows));
  }

  private static Line noSpeed(Row row) {
    return Line.of(row.name(), UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN);
  }

  private static Line speed(Row row, Speed speed) {
    return Line.of(
            row.name(),
            Figures.milliseconds(speed.latency().p50()),
            Figures.milliseconds(speed.latency().p95()),
            Figures.milliseconds(speed.latency().p99()),
            QualityTables.perSecond(speed, 8).orElse(QualityTables.NONE),
            QualityTables.perSecond(speed, 32).orElse(QualityTables.NONE),
            QualityTables.perSecond(speed, 128).orElse(QualityTables.NONE))
        .muted(row.isBaseline());
  }

  static Table architecture(Comparison comparison) {
    return facts(
        "architecture",
        "Complete architecture comparison",
        "Component",
        comparison,
        ArchitectureFacts::architecture,
        true);
  }

  static Table training(Comparison comparison) {
    return facts(
        "training",
        "Training configuration",
        "Parameter",
        comparison,
        ArchitectureFacts::training,
        false);
  }

  /** One column per network, one row per label in order of first appearance. */
  private static Table facts(
      String id,
      String title,
      String corner,
      Comparison comparison,
      Function<ArchitectureFacts, List<ArchitectureFact>> part,
      boolean countParameters) {
    List<Row> networks =
        comparison.networks().stream()
            .filter(row -> !part.apply(row.run().facts()).isEmpty())
            .toList();
    Set<String> labels = new LinkedHashSet<>();
    for (Row network : networks) {
      part.apply(network.run().facts()).forEach(fact -> labels.add(fact.label()));
    }
    labels.remove(countParameters ? PARAMETER_COUNT : "");
    List<Line> lines = new ArrayList<>();
    for (String label : labels) {
      lines.add(
          line(
              label,
              networks,
              row ->
                  ArchitectureFacts.value(part.apply(row.run().facts()), label)
                      .orElse(QualityTables.NONE)));
    }
    if (countParameters && !networks.isEmpty()) {
      lines.add(
          line(PARAMETER_COUNT, networks, row -> Figures.count(row.knownCost().parameters())));
    }
    List<Column> columns =
        Stream.concat(
                Stream.of(Column.text(corner)),
                networks.stream().map(row -> Column.text(row.name())))
            .toList();
    return new Table(id, title, "", columns, lines);
  }

  private static Line line(String label, List<Row> networks, Function<Row, String> value) {
    return Line.of(
        Stream.concat(Stream.of(label), networks.stream().map(value)).toArray(String[]::new));
  }
}
