package dev.nextvec.internal.examine;

import dev.nextvec.compare.Figures;
import dev.nextvec.compare.Wording;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.examine.LearningCurve.Outlook;
import dev.nextvec.internal.examine.Sequence.Lag;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Need;
import dev.nextvec.stats.Statement;
import dev.nextvec.stats.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the findings and figures come to, in plain sentences. */
final class Verdicts {
  /** Beyond so many times the data a power law through four points says nothing. */
  private static final double FAR = 20;

  private final List<Finding> findings;
  private final Optional<Sequence> sequence;
  private final Optional<Parity> parity;
  private final Optional<Ceiling> ceiling;
  private final Optional<LearningCurve> curve;
  private final Optional<HeldOutParts> heldOut;

  Verdicts(
      List<Finding> findings,
      Optional<Sequence> sequence,
      Optional<Parity> parity,
      Optional<Ceiling> ceiling,
      Optional<LearningCurve> curve,
      Optional<HeldOutParts> heldOut) {
    this.findings = findings;
    this.sequence = sequence;
    this.parity = parity;
    this.ceiling = ceiling;
    this.curve = curve;
    this.heldOut = heldOut;
  }

  List<Statement> statements() {
    List<Statement> statements = new ArrayList<>();
    ceiling.ifPresentOrElse(
        c -> {
          statements.add(learnable(c));
          meanAlone(c).ifPresent(statements::add);
          statements.add(new Statement.Shown(retrieval(c)));
        },
        () -> statements.add(notMeasured()));
    sequence.filter(s -> !s.lags().isEmpty()).ifPresent(s -> statements.add(order(s)));
    curve.ifPresent(c -> statements.add(missing(c)));
    statements.add(split());
    return statements;
  }

  private Statement notMeasured() {
    String reason =
        findings.stream()
            .filter(finding -> finding.level() == Level.ERROR)
            .findFirst()
            .map(finding -> "there is an error. " + finding.sentence().replaceFirst("\\.$", ""))
            .orElse("it was not measured");
    return new Statement.CannotSay("what can be learned", reason, List.of());
  }

  private static Statement learnable(Ceiling ceiling) {
    String fitted = ceiling.gainOf().get(0);
    String plain = ceiling.gainOf().get(1);
    String figures =
        "the cosine of %s is %s %s (%s)"
            .formatted(
                Wording.named(fitted, cosine(ceiling, fitted)),
                Wording.apart(ceiling.gain().value()),
                Wording.named(plain, cosine(ceiling, plain)),
                Wording.interval(ceiling.gain()));
    return switch (Verdict.of(ceiling.gain())) {
      case BETTER ->
          new Statement.Shown(
              "There is something to learn: on documents that were not fitted on, %s. A network is worth its cost only above that."
                  .formatted(figures));
      case WORSE, EQUAL ->
          new Statement.Shown(
              "Nothing in closed form beats %s here: %s.%s Expect little more of a network."
                  .formatted(plain, figures, unfitted(ceiling, plain)));
      case TIE ->
          new Statement.Open(
              "It is not shown that there is something to learn: %s.".formatted(figures),
              List.of());
      case CANNOT_SAY ->
          new Statement.CannotSay(
              "whether there is something to learn",
              "%s. As measured, %s"
                  .formatted(
                      Statement.noInterval("validation", ceiling.gain().documents()), figures),
              List.of(Need.documents("validation", ceiling.gain().documents())));
    };
  }

  /** Where neighbours are no more alike than strangers, what is learned may be the mean alone. */
  private Optional<Statement> meanAlone(Ceiling ceiling) {
    return onlyTheMean(ceiling, sequence)
        ? Optional.of(
            new Statement.Open(
                "Neighbours are not shown to be more alike than chunks of different documents (%s, %s): what there is to learn may be the mean of all chunks alone."
                    .formatted(
                        Figures.cosine(sequence.orElseThrow().lags().get(0).cosine().value()),
                        Figures.cosine(sequence.orElseThrow().otherDocuments())),
                List.of()))
        : Optional.empty();
  }

  /** Whether something can be learned that may not come from the context at all. */
  static boolean onlyTheMean(Ceiling ceiling, Optional<Sequence> sequence) {
    return Verdict.of(ceiling.gain()) == Verdict.BETTER
        && sequence
            .filter(measured -> !measured.orderMatters())
            .flatMap(Sequence::neighboursAreAlike)
            .filter(alike -> !alike)
            .isPresent();
  }

  /** What the best of the unfitted already gains over the plain average, where it is another. */
  private static String unfitted(Ceiling ceiling, String plain) {
    double best = cosine(ceiling, plain);
    double average = cosine(ceiling, LinearAverage.NAME);
    return plain.equals(LinearAverage.NAME) || best - average <= Verdict.MARGIN
        ? ""
        : " As measured, %s, which needs no fitting, is itself %s %s."
            .formatted(
                plain, Wording.apart(best - average), Wording.named(LinearAverage.NAME, average));
  }

  private static double cosine(Ceiling ceiling, String name) {
    return ceiling.score(name).orElseThrow().cosine().value();
  }

  private static String retrieval(Ceiling ceiling) {
    Ceiling.Score best = ceiling.bestRetrieval();
    return "For retrieval, %s finds the most as measured: the true next chunk is first in %s and among the first ten in %s of %s searches through %s chunks (chance: %s and %s)."
        .formatted(
            best.name(),
            Figures.share(best.recall1()),
            Figures.share(best.recall10()),
            Figures.count(ceiling.queries()),
            Figures.count(ceiling.pool()),
            chance(1, ceiling),
            chance(10, ceiling));
  }

  private static String chance(int first, Ceiling ceiling) {
    return String.format(
        Locale.ROOT, "%.2f\u00a0%%", 100.0 * Math.min(1, first / (double) ceiling.pool()));
  }

  private static Statement order(Sequence sequence) {
    Lag first = sequence.lags().get(0);
    String figures =
        "p = %s; the cosine of neighbours is %s, of chunks of one document in random order %s, of chunks of different documents %s"
            .formatted(
                p(sequence.pValue()),
                Figures.cosine(first.cosine().value()),
                Figures.cosine(first.shuffled()),
                Figures.cosine(sequence.otherDocuments()));
    if (sequence.orderMatters()) {
      return new Statement.Shown("Order matters: %s.".formatted(figures));
    }
    if (first.cosine().interval().isEmpty()) {
      int documents = first.cosine().documents();
      return new Statement.CannotSay(
          "whether the order of the chunks matters",
          "%s. As measured, %s".formatted(Statement.noInterval("usable", documents), figures),
          List.of(Need.documents("usable", documents)));
    }
    boolean bounded =
        sequence.lags().stream()
            .allMatch(lag -> lag.cosine().value() - lag.low() <= Verdict.MARGIN);
    return bounded
        ? new Statement.Shown(
            "The order of the chunks says nothing beyond ±%s: %s. Shuffled documents would do as well."
                .formatted(Verdict.MARGIN, figures))
        : new Statement.Open(
            "It is not shown that the order of the chunks matters: %s.".formatted(figures),
            List.of());
  }

  private Statement missing(LearningCurve curve) {
    String question = "what more training documents would bring";
    int validation = heldOut.map(HeldOutParts::validation).orElse(0);
    if (validation < Bootstrap.FEWEST_DOCUMENTS) {
      return new Statement.CannotSay(
          question,
          Statement.noInterval("validation", validation),
          List.of(Need.documents("validation", validation)));
    }
    if (curve.outlook().isEmpty()) {
      return new Statement.CannotSay(
          question, "there are too few of them for a curve of four sizes", List.of());
    }
    Outlook outlook = curve.outlook().get();
    int now = curve.points().get(curve.points().size() - 1).windows();
    return new Statement.Shown(
        "A guess from four sizes: twice the %s training windows would add about %s to the cosine of %s (%s to %s). %s; a network with more parameters needs more."
            .formatted(
                Figures.count(now),
                Figures.difference(outlook.doubling().middle()),
                outlook.predictor(),
                Figures.difference(outlook.doubling().low()),
                Figures.difference(outlook.doubling().high()),
                amount(outlook, now)));
  }

  private static String amount(Outlook outlook, int now) {
    double missing = outlook.missing().middle();
    if (missing == 0) {
      return "The curve is within %s of its limit%s"
          .formatted(
              LearningCurve.ENOUGH,
              outlook.missing().high() == 0
                  ? ""
                  : " in more than half of the fits, not in all of them");
    }
    if (missing > FAR * now) {
      return "The curve does not bend yet, so its limit, and how many windows are missing, cannot"
          + " be told from these sizes: more help, slowly";
    }
    return "Roughly %s more (%s to %s) would bring it to within %s of its limit"
        .formatted(
            Figures.compact(Math.rint(missing)),
            Figures.compact(Math.rint(outlook.missing().low())),
            outlook.missing().high() > FAR * now
                ? "far more than can be told"
                : Figures.compact(Math.rint(outlook.missing().high())),
            LearningCurve.ENOUGH);
  }

  private Statement split() {
    List<String> against = findings.stream().flatMap(finding -> against(finding).stream()).toList();
    if (!against.isEmpty()) {
      return new Statement.Shown(
          "The split cannot be trusted as it is: " + String.join("; ", against) + ".");
    }
    String question = "whether to trust the split";
    if (findings.stream().anyMatch(f -> f.symptom() == Symptom.NEAR_SEARCH_INCOMPLETE)) {
      return new Statement.CannotSay(
          question, "near copies were not looked for among all rows", List.of());
    }
    boolean crossing = findings.stream().anyMatch(f -> Symptom.COPIES.contains(f.symptom()));
    String copies = crossing ? "too few copies cross it to matter" : "no copies cross it";
    List<Need> needs = heldOut.map(HeldOutParts::needs).orElse(List.of());
    if (heldOut.isEmpty() || parity.isEmpty() || !needs.isEmpty()) {
      return new Statement.CannotSay(
          question,
          copies
              + heldOut
                  .map(held -> ", but " + few(held))
                  .orElse(", but it was not measured how alike its parts are"),
          needs);
    }
    Parity alike = parity.get();
    return new Statement.Shown(
        "The split can be trusted: %s, and nothing shows that its parts differ (p = %s for coherence, %s for topics; %s and %s)."
            .formatted(
                copies,
                p(alike.coherence()),
                p(alike.topics()),
                Figures.counted(heldOut.get().validation(), "validation document"),
                Figures.counted(heldOut.get().test(), "test document")));
  }

  private static String few(HeldOutParts held) {
    return "%s and %s are too few to compare its parts"
        .formatted(
            Figures.counted(held.validation(), "validation document"),
            Figures.counted(held.test(), "test document"));
  }

  /** What a finding says against the split; empty where it says nothing of it. */
  private static Optional<String> against(Finding finding) {
    boolean few = Symptom.COPIES.contains(finding.symptom()) && finding.level() != Level.ERROR;
    return few ? Optional.empty() : finding.symptom().againstSplit();
  }

  static String p(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
