package dev.nextvec.internal.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.PairedDifference;
import dev.nextvec.compare.RetrievalStatistics;
import dev.nextvec.compare.Row;
import dev.nextvec.compare.TestDomain;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.eval.Skill;
import dev.nextvec.eval.Speed;
import dev.nextvec.report.Report;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * A comparison as comma-separated values (RFC 4180, UTF-8): a line for each row of the table, the
 * highest test cosine first, every figure in full precision under the name that JSON has for it.
 * What was not measured or is unknown is empty, never zero.
 */
public final class CsvReport {
  private final Comparison comparison;
  private final Skill linear;

  private CsvReport(Comparison comparison) {
    this.comparison = comparison;
    this.linear = Skill.over(comparison.linearAverage().run().scores());
  }

  /** The whole file. */
  public static String of(Report report) {
    CsvReport csv = new CsvReport(report.comparison());
    List<Map<String, String>> lines = report.comparison().rows().stream().map(csv::line).toList();
    List<Iterable<String>> all = new ArrayList<>();
    all.add(lines.getFirst().keySet());
    lines.forEach(line -> all.add(line.values()));
    return all.stream().map(CsvReport::joined).collect(Collectors.joining());
  }

  private static String joined(Iterable<String> cells) {
    List<String> quoted = new ArrayList<>();
    cells.forEach(cell -> quoted.add(quoted(cell)));
    return String.join(",", quoted) + "\r\n";
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  private Map<String, String> line(Row row) {
    Map<String, String> line = new LinkedHashMap<>();
    line.put("name", row.name());
    line.put("kind", row.run().kind().name().toLowerCase(Locale.ROOT));
    line.put("domain", comparison.standing().domain());
    line.put("notices", String.join("; ", notices(row)));
    line.put("seeds", row.isForeign() ? "" : Integer.toString(row.group().seeds()));
    line.put("test_windows", Integer.toString(row.evaluation().windows()));
    line.put("test_documents", Integer.toString(row.evaluation().documents()));
    quality(line, row);
    contrast(line, "versus_linear_average", row.againstLinearAverage());
    String highest = comparison.rows().getFirst().name();
    contrast(line, "versus_highest", comparison.between(row.name(), highest));
    retrieval(line, row);
    cost(line, row);
    return line;
  }

  /** What its table must say of this row. */
  private List<String> notices(Row row) {
    TestDomain all = comparison.standing();
    List<String> foreign = row.isForeign() ? List.of(row.name()) : List.of();
    return new TestDomain(all.shift(), all.folds(), all.unknown(), all.marks(), foreign).notices();
  }

  private void quality(Map<String, String> line, Row row) {
    estimate(line, "test_cosine", Optional.of(row.cosine()));
    line.put("mean_removed_cosine", number(row.evaluation().meanRemovedCosine()));
    line.put("mse", number(row.evaluation().mse()));
    line.put("mse_normalised", number(row.evaluation().normalisedMse()));
    line.put("skill", number(linear.raw(row.evaluation())));
    line.put("skill_normalised", number(linear.normalised(row.evaluation())));
    line.put("validation_cosine", number(row.group().validationCosine()));
    row.evaluation()
        .topK()
        .forEach(top -> line.put("top_k_" + top.threshold(), number(top.share())));
  }

  private void retrieval(Map<String, String> line, Row row) {
    RetrievalStatistics test = comparison.retrieval().get(Pool.TEST.ordinal());
    for (RetrievalMetric metric : RetrievalStatistics.METRICS) {
      estimate(line, "test_" + metric.key(), test.mean(row.name(), metric));
    }
  }

  private static void cost(Map<String, String> line, Row row) {
    line.put("parameters", row.run().cost().map(c -> Long.toString(c.parameters())).orElse(""));
    line.put("flops", row.run().cost().map(c -> Long.toString(c.flops())).orElse(""));
    line.put("weight_bytes", row.run().cost().map(c -> Long.toString(c.weightBytes())).orElse(""));
    Optional<Speed> speed = row.run().speed();
    line.put("latency_ms_p50", speed.map(s -> number(s.latency().p50())).orElse(""));
    line.put("latency_ms_p95", speed.map(s -> number(s.latency().p95())).orElse(""));
    line.put("speed_engine", speed.flatMap(Speed::engine).orElse(""));
    line.put("training_seconds", number(row.group().trainingSeconds()));
    line.put("precision", row.run().recipe().map(r -> r.config().precision().label()).orElse(""));
  }

  private static void contrast(
      Map<String, String> line, String name, Optional<PairedDifference> contrast) {
    estimate(line, name, contrast.map(PairedDifference::difference));
    Optional<Interval> judgedBy = contrast.flatMap(PairedDifference::judgedBy);
    interval(line, name + "_judged_by", judgedBy);
    line.put(name + "_judged_by_level", judgedBy.map(ends -> number(ends.level())).orElse(""));
    line.put(name + "_p_adjusted", contrast.flatMap(CsvReport::adjusted).orElse(""));
    line.put(name + "_verdict", contrast.map(c -> c.verdict().key()).orElse(""));
    line.put(
        name + "_verdict_without_most_influential",
        contrast
            .flatMap(PairedDifference::robustness)
            .map(without -> without.verdict().key())
            .orElse(""));
  }

  private static Optional<String> adjusted(PairedDifference contrast) {
    return contrast.difference().interval().map(any -> number(contrast.adjustedP()));
  }

  private static void estimate(Map<String, String> line, String name, Optional<Estimate> found) {
    line.put(name, found.map(estimate -> number(estimate.value())).orElse(""));
    interval(line, name, found.flatMap(Estimate::interval));
  }

  private static void interval(Map<String, String> line, String name, Optional<Interval> interval) {
    line.put(name + "_low", interval.map(ends -> number(ends.low())).orElse(""));
    line.put(name + "_high", interval.map(ends -> number(ends.high())).orElse(""));
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? number(value.getAsDouble()) : "";
  }

  private static String number(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "";
  }
}
