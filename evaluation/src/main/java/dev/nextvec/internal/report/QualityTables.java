package dev.nextvec.internal.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.JudgedPair;
import dev.nextvec.compare.PairedDifference;
import dev.nextvec.compare.Row;
import dev.nextvec.compare.TestDomain;
import dev.nextvec.eval.Distribution;
import dev.nextvec.eval.Evaluation.TopK;
import dev.nextvec.eval.Speed;
import dev.nextvec.internal.report.Table.Column;
import dev.nextvec.internal.report.Table.Line;
import dev.nextvec.internal.report.Table.Tone;
import dev.nextvec.stats.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Tables of how good the predictions are. */
final class QualityTables {
  static final String NONE = "n/a";

  private QualityTables() {}

  static Table performance(Comparison comparison) {
    TestDomain one = comparison.standing();
    int percent = (int) Math.round(100 * comparison.bootstrap().level());
    String highest = comparison.rows().get(0).name();
    return new Table(
        "performance",
        "Performance summary",
        "Test cosine with its %d %% interval. \"vs linear average\" is paired on the same windows: a share of its cosine, or the plain difference where its cosine is near zero. \"vs highest\" is against %s. Train and validation cosine are those of the best epoch. %s%s%s%s"
            .formatted(
                percent,
                highest,
                Rules.of(comparison),
                Rules.families(comparison).isEmpty() ? "" : " " + Rules.families(comparison),
                Robustness.note(comparison.pairs().stream().map(JudgedPair::contrast)),
                seedsNote(comparison)),
        List.of(
            Column.text("Model"),
            Column.number("Test cosine"),
            Column.number("vs linear average"),
            Column.text("Verdict"),
            new Column("vs highest", false, 1),
            Column.number(percent + " % interval", 2),
            new Column("Seeds", false, 3),
            Column.number(one.ofOneModel("Val cosine"), 4),
            Column.number(one.ofOneModel("Train cosine"), 5),
            Column.number("MSE loss", 6)),
        comparison.rows().stream().map(row -> performance(row, comparison)).toList());
  }

  private static String seedsNote(Comparison comparison) {
    return comparison.rows().stream().anyMatch(row -> row.group().seeds() > 1)
        ? " Where a row has several seeds, figures are means over them, sd is the standard"
            + " deviation of their test cosine, and the interval holds their chance too; curves,"
            + " cost and speed are those of the lowest seed."
        : "";
  }

  private static Line performance(Row row, Comparison comparison) {
    Optional<PairedDifference> contrast = row.againstLinearAverage();
    Row highest = comparison.rows().get(0);
    Optional<PairedDifference> leader = comparison.between(row.name(), highest.name());
    Line line =
        Line.of(
            row.name(),
            Figures.cosine(row.cosine().value()),
            contrast.map(Figures::relative).orElse("baseline"),
            contrast.map(Robustness::marked).orElse(""),
            leader.map(Robustness::marked).orElse(""),
            row.cosine().interval().map(Figures::interval).orElse(NONE),
            seeds(row),
            cosine(row.group().validationCosine()),
            cosine(row.group().trainCosine()),
            mse(row.evaluation().mse()));
    Line toned = line.muted(row.isBaseline());
    Line judged = contrast.map(c -> toned.with(3, tone(c.verdict()))).orElse(toned);
    return leader.map(c -> judged.with(4, tone(c.verdict()))).orElse(judged);
  }

  /** {@code 3, sd 0.0008}; 1 for a network of one seed, nothing for a baseline. */
  static String seeds(Row row) {
    int seeds = row.group().seeds();
    return seeds > 1
        ? seeds + ", sd " + Figures.cosine(row.group().cosineDeviation())
        : row.isNetwork() ? "1" : "";
  }

  static Table metrics(Comparison comparison) {
    TestDomain one = comparison.standing();
    return new Table(
        "metrics",
        "Evaluation metrics",
        "The five metrics on the test windows: cosine; MSE of the raw prediction, as trained;"
            + " Top-K, the share of predictions with a cosine above a threshold; warm predictions"
            + " per second in batches of 32; cosine per million parameters.",
        List.of(
            Column.text("Model"),
            Column.number("Cosine"),
            Column.number("MSE", 4),
            Column.number("> 0.5", 1),
            Column.number("> 0.7", 1),
            Column.number("> 0.9", 1),
            Column.number(one.ofOneModel("Predictions/s"), 2),
            Column.number("Cosine / M parameters", 3)),
        comparison.rows().stream().map(QualityTables::metrics).toList());
  }

  private static Line metrics(Row row) {
    List<TopK> top = row.evaluation().topK();
    OptionalDouble efficiency = row.evaluation().cosinePerMillionParameters();
    return Line.of(
            row.name(),
            Figures.cosine(row.cosine().value()),
            mse(row.evaluation().mse()),
            Figures.share(top.get(0).share()),
            Figures.share(top.get(1).share()),
            Figures.share(top.get(2).share()),
            row.run().speed().flatMap(speed -> perSecond(speed, 32)).orElse(NONE),
            efficiency.isPresent() ? Figures.significant(efficiency.getAsDouble()) : NONE)
        .muted(row.isBaseline());
  }

  static Table distribution(Comparison comparison) {
    List<Double> levels = List.of(0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99);
    return new Table(
        "distribution",
        "Distribution of the test cosine",
        "Standard deviation and quantiles over windows.",
        Stream.concat(
                Stream.of(Column.text("Model"), Column.number("SD", 1)),
                levels.stream()
                    .map(level -> Column.number(Math.round(100 * level) + " %", priority(level))))
            .toList(),
        comparison.rows().stream()
            .map(
                row -> {
                  Distribution cosine = row.evaluation().cosine();
                  Stream<String> cells =
                      Stream.concat(
                          Stream.of(row.name(), Figures.cosine(cosine.deviation())),
                          levels.stream().map(level -> Figures.cosine(cosine.quantile(level))));
                  return Line.of(cells.toArray(String[]::new)).muted(row.isBaseline());
                })
            .toList());
  }

  static Table baselines(Comparison comparison) {
    return new Table(
        "baselines",
        "Baselines for comparison",
        "Measured on these very test windows.",
        List.of(
            Column.text("Baseline"),
            Column.number("Cosine"),
            Column.number("interval", 1),
            Column.number("MSE", 2),
            Column.number("Parameters", 3)),
        comparison.baselines().stream()
            .map(
                row ->
                    Line.of(
                        row.name(),
                        Figures.cosine(row.cosine().value()),
                        row.cosine().interval().map(Figures::interval).orElse(NONE),
                        mse(row.evaluation().mse()),
                        Figures.count(row.knownCost().parameters())))
            .toList());
  }

  static Table goal(Comparison comparison) {
    TestDomain one = comparison.standing();
    String target = "above " + Figures.cosine(comparison.linearAverage().cosine().value());
    return new Table(
        "goal",
        "Goal: beat the linear average",
        "The target is the linear average's cosine on these test windows.",
        List.of(
            Column.text("Model"),
            Column.number(one.ofOneModel("Val cosine"), 1),
            Column.number("Test cosine"),
            Column.number("Target"),
            Column.text("Status")),
        comparison.contenders().stream()
            .map(
                row -> {
                  Verdict verdict = row.againstLinearAverage().orElseThrow().verdict();
                  return Line.of(
                          row.name(),
                          cosine(row.group().validationCosine()),
                          Figures.cosine(row.cosine().value()),
                          target,
                          status(verdict))
                      .with(4, tone(verdict));
                })
            .toList());
  }

  static Tone tone(Verdict verdict) {
    return switch (verdict) {
      case BETTER -> Tone.GOOD;
      case WORSE -> Tone.BAD;
      case EQUAL -> Tone.PLAIN;
      case TIE, CANNOT_SAY -> Tone.MUTED;
    };
  }

  static Optional<String> perSecond(Speed speed, int batch) {
    return speed.throughput().stream()
        .filter(throughput -> throughput.batch() == batch)
        .map(throughput -> Figures.compact(throughput.perSecond()))
        .findFirst();
  }

  private static String status(Verdict verdict) {
    return switch (verdict) {
      case BETTER -> "reached";
      case WORSE -> "missed";
      case EQUAL -> "equal";
      case TIE, CANNOT_SAY -> verdict.words();
    };
  }

  private static int priority(double level) {
    return level == 0.5
        ? 0
        : level == 0.05 || level == 0.95 ? 1 : level < 0.05 || level > 0.95 ? 3 : 2;
  }

  private static String cosine(OptionalDouble value) {
    return value.isPresent() ? Figures.cosine(value.getAsDouble()) : NONE;
  }

  private static String mse(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
