package dev.nextvec.internal.examine;

import dev.nextvec.compare.Figures;
import dev.nextvec.compare.Wording;
import dev.nextvec.data.Split;
import dev.nextvec.data.SplitFractions;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Need;
import dev.nextvec.stats.Statement;
import dev.nextvec.stats.Summary;
import dev.nextvec.stats.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What an examination comes to in three short answers. */
final class FirstScreen {
  private final Examination diagnosis;

  FirstScreen(Examination diagnosis) {
    this.diagnosis = diagnosis;
  }

  Summary summary() {
    return diagnosis.count(Level.ERROR) > 0
        ? repair()
        : new Summary(learnable() + " " + split(), next(), sure());
  }

  private Summary repair() {
    String codes =
        diagnosis.findings().stream()
            .filter(finding -> finding.level() == Level.ERROR)
            .map(Finding::code)
            .distinct()
            .collect(Collectors.joining(", "));
    return new Summary(
        "Do not train on this yet: %s (%s)."
            .formatted(Figures.counted(diagnosis.count(Level.ERROR), "error"), codes),
        repairs() + ", then `data doctor` again.",
        "errors are counted in the data, not estimated.");
  }

  private String repairs() {
    boolean copiesOnly =
        diagnosis.findings().stream()
            .filter(finding -> finding.level() == Level.ERROR)
            .allMatch(finding -> Symptom.COPIES.contains(finding.symptom()));
    return copiesOnly
        ? "make the dataset again with " + Setting.GROUP_COPIES
        : "repair what is marked error below";
  }

  private String learnable() {
    return diagnosis
        .ceiling()
        .map(
            ceiling ->
                switch (Verdict.of(ceiling.gain())) {
                  case BETTER ->
                      Verdicts.onlyTheMean(ceiling, diagnosis.sequence())
                          ? "There is something to learn, perhaps only the mean of all chunks."
                          : "There is something to learn.";
                  case WORSE, EQUAL ->
                      "Nothing in closed form beats %s here.".formatted(ceiling.gainOf().get(1));
                  case TIE -> "It is not shown that there is something to learn.";
                  case CANNOT_SAY -> "Cannot say whether there is something to learn.";
                })
        .orElse("Cannot say what can be learned.");
  }

  /** The last statement is that on the split. */
  private String split() {
    return switch (diagnosis.statements().getLast()) {
      case Statement.Shown shown -> shown.text().replaceFirst(":.*", ".");
      case Statement.Open open -> open.text().replaceFirst(":.*", ".");
      case Statement.CannotSay unsaid -> "Cannot say " + unsaid.question() + ".";
    };
  }

  private String next() {
    boolean few = diagnosis.heldOut().filter(held -> !held.needs().isEmpty()).isPresent();
    if (few || diagnosis.heldOut().isEmpty()) {
      return "encode more documents, or train and cross-validate with %s."
          .formatted(Setting.FOLDS.in("compare", Need.FOLDS));
    }
    String train = train() + ".";
    return diagnosis.count(Level.WARNING) > 0 ? "read the warnings below, then " + train : train;
  }

  /** The training whose split is the one that was examined. */
  private String train() {
    Examination.Facts facts = diagnosis.facts();
    List<String> settings = new ArrayList<>(List.of(Setting.MODEL_TYPE.with("all")));
    if (facts.contextLength() != Doctor.Options.DEFAULT.contextLength()) {
      settings.add(Setting.CONTEXT.with(facts.contextLength()));
    }
    if (facts.splitSeed() != Split.SEED) {
      settings.add(Setting.SPLIT_SEED.with(facts.splitSeed()));
    }
    if (!facts.fractions().equals(SplitFractions.STANDARD)) {
      settings.add(Setting.VALIDATION_SHARE.with(facts.fractions().validation()));
      settings.add(Setting.TEST_SHARE.with(facts.fractions().test()));
    }
    return Setting.command("train " + diagnosis.name(), settings);
  }

  private String sure() {
    return diagnosis
        .ceiling()
        .map(ceiling -> sure(ceiling.gain()))
        .orElse("nothing was measured that an interval could be given for.");
  }

  private static String sure(Estimate gain) {
    return gain.documents() < Bootstrap.FEWEST_DOCUMENTS
        ? "not at all; %s.".formatted(Statement.noInterval("validation", gain.documents()))
        : "%s of the gain, from %s."
            .formatted(
                Wording.interval(gain), Figures.counted(gain.documents(), "validation document"));
  }
}
