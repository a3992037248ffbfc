package dev.nextvec.internal.report;

import dev.nextvec.compare.Figures;
import dev.nextvec.internal.diagnose.Diagnosis;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Statement;
import dev.nextvec.stats.Summary;
import dev.nextvec.stats.Verdict;
import java.util.List;

/** What a diagnosis comes to in three short answers. */
final class DiagnosisSummary {
  private DiagnosisSummary() {}

  /** Of the first of several models. */
  static Summary of(List<Diagnosis> diagnoses) {
    Diagnosis first = diagnoses.get(0);
    return new Summary(verdict(first), next(first), sure(first));
  }

  private static String verdict(Diagnosis diagnosis) {
    String name = diagnosis.name();
    if (diagnosis.order().changes().isEmpty()) {
      return "%s sees one chunk: there is no order to make use of.".formatted(name);
    }
    Estimate shuffled = diagnosis.order().losses().get(0).points().get(0);
    return switch (Verdict.of(shuffled)) {
      case BETTER -> "%s makes use of the order of its context.".formatted(name);
      case WORSE -> "The order of its context misleads %s.".formatted(name);
      case EQUAL -> "%s makes no use of the order of its context.".formatted(name);
      case TIE -> "It is not shown that %s makes use of the order of its context.".formatted(name);
      case CANNOT_SAY -> "Cannot say whether %s uses the order of its context.".formatted(name);
    };
  }

  private static String next(Diagnosis diagnosis) {
    return diagnosis.documents() < Bootstrap.FEWEST_DOCUMENTS
        ? "test on at least %d documents.".formatted(Bootstrap.FEWEST_DOCUMENTS)
        : Setting.WINDOW.in("explain RUN", diagnosis.errors().typical().window())
            + " shows its typical prediction.";
  }

  private static String sure(Diagnosis diagnosis) {
    return diagnosis.documents() < Bootstrap.FEWEST_DOCUMENTS
        ? "not at all; %s.".formatted(Statement.noInterval(diagnosis.documents()))
        : "95 %% intervals, from %s, stand in the tables and pictures."
            .formatted(Figures.counted(diagnosis.documents(), "test document"));
  }
}
