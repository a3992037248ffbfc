package dev.nextvec.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Examples;
import dev.nextvec.compare.Recipe;
import dev.nextvec.compare.RunResult;
import dev.nextvec.compare.Unfinished;
import dev.nextvec.model.Amn;
import dev.nextvec.recommend.Limits;
import dev.nextvec.report.Report;
import dev.nextvec.run.TrainingConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A training that did not come to its end is said wherever its figures stand. */
class UnfinishedRunTest {
  /** The examples with a network of 20 finished epochs that was to have {@code planned}. */
  private static Comparison comparison(int planned, int earlyStop) {
    List<RunResult> results = new ArrayList<>(Examples.results(30));
    RunResult amn = results.get(6);
    TrainingConfig usual = TrainingConfig.defaults();
    TrainingConfig config =
        new TrainingConfig(
            planned,
            32,
            usual.optimiser(),
            1,
            usual.loss(),
            usual.schedule(),
            earlyStop,
            1,
            usual.goal());
    results.set(
        6,
        RunResult.network(
            amn.name(),
            amn.provenance(),
            amn.history(),
            amn.scores(),
            amn.cost().orElseThrow(),
            amn.speed(),
            Optional.of(new Recipe(new Amn(8, 5, 16, 4, Amn.Init.ZERO), config)),
            amn.facts()));
    return Comparison.of("data", results);
  }

  private static List<String> reports(Comparison comparison) {
    Report report = Report.of(comparison);
    Limits none = Limits.NONE;
    return List.of(
        TerminalReport.of(report, 1000, false),
        MarkdownReport.of(report),
        HtmlReport.of(report),
        JsonReport.of(report),
        RecommendationReport.text(comparison, report.recommendations(), none, 1000, false),
        RecommendationReport.markdown(comparison, report.recommendations(), none),
        RecommendationReport.html(comparison, report.recommendations(), none));
  }

  @Test
  void everyReportSaysHowFarTrainingCame() {
    for (String report : reports(comparison(400, 0))) {
      assertThat(report).contains("stopped at 20 of 400 epochs");
    }
    assertThat(TerminalReport.of(Report.of(comparison(400, 0)), 1000, false))
        .contains("of 20 (stopped; 400 planned)");
  }

  @Test
  void aTrainingThatEndedByItselfIsNotCalledStopped() {
    for (Comparison ended : List.of(comparison(20, 0), comparison(400, 1))) {
      reports(ended).forEach(report -> assertThat(report).doesNotContain("stopped at"));
    }
  }

  @Test
  void patienceThatIsNotUsedUpIsNoEnd() {
    assertThat(comparison(400, 19).networks())
        .filteredOn(row -> row.name().equals("amn"))
        .singleElement()
        .satisfies(row -> assertThat(row.run().unfinished()).hasValue(new Unfinished(20, 400)));
  }
}
