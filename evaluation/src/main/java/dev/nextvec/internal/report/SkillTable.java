package dev.nextvec.internal.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.Row;
import dev.nextvec.eval.Skill;
import dev.nextvec.internal.report.Table.Column;
import dev.nextvec.internal.report.Table.Line;
import java.util.List;
import java.util.Locale;

/** What of the target a prediction gets beyond what all chunks share and averages give. */
final class SkillTable {
  private SkillTable() {}

  static Table of(Comparison comparison) {
    Skill linear = Skill.over(comparison.linearAverage().run().scores());
    return new Table(
        "skill",
        "Skill",
        "Skill is 1 − error / error of the linear average on the same windows: 1 is perfect, 0 as"
            + " good as the average, below 0 worse. Raw predictions are as trained, normalised ones"
            + " scaled to unit length. The mean-removed cosine is taken after the mean of the"
            + " training targets is subtracted from both: what all chunks share earns nothing.",
        List.of(
            Column.text("Model"),
            Column.number("Skill, raw"),
            Column.number("Skill, normalised", 2),
            Column.number("Mean-removed cosine"),
            Column.number("MSE, normalised", 1)),
        comparison.rows().stream().map(row -> line(row, linear)).toList());
  }

  private static Line line(Row row, Skill linear) {
    return Line.of(
            row.name(),
            figure(linear.raw(row.evaluation())),
            figure(linear.normalised(row.evaluation())),
            Figures.cosine(row.evaluation().meanRemovedCosine()),
            String.format(Locale.ROOT, "%.6f", row.evaluation().normalisedMse()))
        .muted(row.isBaseline());
  }

  private static String figure(double skill) {
    return Double.isNaN(skill) ? QualityTables.NONE : Figures.difference(skill);
  }
}
