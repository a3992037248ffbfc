package dev.nextvec.internal.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.Wording;
import dev.nextvec.eval.Evaluation;
import dev.nextvec.eval.TestResult;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Measure;
import dev.nextvec.stats.Quantity;
import dev.nextvec.stats.Statement;
import dev.nextvec.stats.Summary;
import java.util.List;

/** What the test of one run comes to in three short answers. */
public final class EvaluationSummary {
  private EvaluationSummary() {}

  /**
   * The three.
   *
   * @param name what the run is called
   * @param compare the command that compares it with the baselines
   */
  static Summary of(TestResult test, String name, String compare) {
    Estimate cosine =
        Bootstrap.DEFAULT
            .means(
                List.of(Quantity.of(test.scores().cosine(), Measure.COSINE)),
                test.scores().documents())
            .getFirst();
    return new Summary(
        "%s has a test cosine of %s%s."
            .formatted(Wording.shortened(name), Figures.cosine(cosine.value()), error(test)),
        "`%s` says whether it beats the baselines.".formatted(compare),
        cosine.interval().isEmpty()
            ? "not at all; %s.".formatted(Statement.noInterval(cosine.documents()))
            : "%s of the cosine, from %s and 1 seed."
                .formatted(
                    Wording.interval(cosine),
                    Figures.counted(cosine.documents(), "test document")));
  }

  /** Beside the linear average; nothing where that has no error. */
  private static String error(TestResult test) {
    Evaluation evaluation = test.evaluation();
    double skill = test.linearAverage().normalised(evaluation);
    return Double.isNaN(skill)
        ? ""
        : "; as measured, its error is %s %s that of the linear average"
            .formatted(Figures.share(Math.abs(skill)), skill < 0 ? "above" : "below");
  }

  /** For the terminal, followed by an empty line. */
  public static String text(TestResult test, String name, String compare, int width) {
    return TerminalReport.summary(of(test, name, compare), width);
  }

  /** As {@code verdict}, {@code next}, {@code how_sure}. */
  public static ObjectNode json(TestResult test, String name, String compare) {
    return NeedJson.summary(of(test, name, compare));
  }
}
