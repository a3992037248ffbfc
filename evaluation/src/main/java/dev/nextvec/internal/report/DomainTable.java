package dev.nextvec.internal.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.DomainShift;
import dev.nextvec.compare.DomainShift.Shift;
import dev.nextvec.compare.Figures;
import dev.nextvec.internal.report.Table.Column;
import dev.nextvec.internal.report.Table.Line;
import dev.nextvec.stats.Estimate;
import java.util.List;
import java.util.Optional;

/** Results on other data beside those on the data that was learned from. */
final class DomainTable {
  /** Members of a row that cannot be pooled over folds. */
  private static final List<String> OF_FIRST_FOLD =
      List.of(
          "validation_cosine",
          "latency_ms",
          "predictions_per_second",
          "training_seconds",
          "best_epoch",
          "untrained",
          "history",
          "environment");

  private DomainTable() {}

  /** The table; without rows for a comparison in domain. */
  static Table of(Comparison comparison) {
    Optional<DomainShift> shift = comparison.standing().shift();
    return new Table(
        "domains",
        "Beside the figures in domain",
        "Cosine and skill over the linear average (normalised), out of domain and on the test"
            + " documents of the data that was learned from. In each domain the linear average of"
            + " that domain is the reference.",
        List.of(
            Column.text("Model"),
            Column.number("Cosine, in domain"),
            Column.number("out of domain"),
            Column.number("change", 1),
            Column.number("Skill, in domain", 2),
            Column.number("out of domain", 2)),
        shift.map(DomainShift::shifts).orElse(List.of()).stream().map(DomainTable::line).toList());
  }

  private static Line line(Shift shift) {
    double in = shift.inCosine().value();
    double out = shift.outCosine().value();
    return Line.of(
            shift.name(),
            Figures.cosine(in),
            Figures.cosine(out),
            Figures.difference(out - in),
            skill(shift.inSkill()),
            skill(shift.outSkill()))
        .muted(!shift.network());
  }

  private static String skill(Optional<Estimate> skill) {
    return skill.map(value -> Figures.difference(value.value())).orElse(QualityTables.NONE);
  }

  /** What a comparison was measured on, and the figures in domain where that is other data. */
  static void json(ObjectNode root, Comparison comparison) {
    root.put("domain", comparison.standing().domain()).put("data", comparison.dataset());
    comparison
        .standing()
        .folds()
        .ifPresent(
            folds -> {
              root.put("folds", folds);
              OF_FIRST_FOLD.forEach(root.putArray("of_first_fold")::add);
            });
    comparison.standing().marks().forEach(root.putArray("marks")::add);
    comparison.standing().unknown().forEach(root.withArray("training_unknown")::add);
    Optional<DomainShift> found = comparison.standing().shift();
    if (found.isEmpty()) {
      return;
    }
    DomainShift shift = found.get();
    root.put("trained_on", shift.trainedOn());
    root.put("trained_on_sha256", root.path("dataset_sha256").asText());
    root.put("dataset_sha256", shift.sha256());
    ObjectNode in = root.putObject("in_domain");
    for (Shift row : shift.shifts()) {
      ObjectNode figures = in.putObject(row.name()).put("test_cosine", row.inCosine().value());
      row.inSkill().ifPresent(skill -> figures.put("skill_normalised", skill.value()));
    }
  }
}
