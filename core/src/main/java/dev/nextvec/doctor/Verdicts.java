package dev.nextvec.doctor;

import dev.nextvec.compare.Figures;
import dev.nextvec.doctor.LearningCurve.Outlook;
import dev.nextvec.doctor.Sequence.Lag;
import dev.nextvec.stats.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the findings and figures come to, in plain sentences. */
final class Verdicts {
  /** Beyond so many times the data a power law through four points says nothing. */
  private static final double FAR = 20;

  private Verdicts() {}

  static List<String> of(
      List<Finding> findings,
      Optional<Sequence> sequence,
      Optional<Parity> parity,
      Optional<Ceiling> ceiling,
      Optional<LearningCurve> curve) {
    List<String> verdict = new ArrayList<>();
    ceiling.ifPresentOrElse(
        c -> {
          verdict.add(learnable(c));
          verdict.add(retrieval(c));
        },
        () -> verdict.add(notMeasured(findings)));
    sequence.filter(s -> !s.lags().isEmpty()).ifPresent(s -> verdict.add(order(s)));
    curve.ifPresent(c -> verdict.add(missing(c)));
    verdict.add(split(findings, parity));
    return verdict;
  }

  private static String notMeasured(List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.level() == Level.ERROR)
        .findFirst()
        .map(finding -> "Nothing can be said about learning yet. " + finding.sentence())
        .orElse("Nothing can be said about learning.");
  }

  private static String learnable(Ceiling ceiling) {
    String fitted = ceiling.gainOf().get(0);
    String plain = ceiling.gainOf().get(1);
    double reached = cosine(ceiling, fitted);
    double unfitted = cosine(ceiling, plain);
    Optional<Interval> gain = ceiling.gain().interval();
    String figures =
        "%s reaches %s, %s %s (%s%s)"
            .formatted(
                fitted,
                Figures.cosine(reached),
                plain,
                Figures.cosine(unfitted),
                Figures.difference(reached - unfitted),
                gain.map(i -> ", 95 % interval " + Figures.interval(i)).orElse(""));
    boolean shown = gain.isPresent() && gain.get().low() > 0;
    return shown
        ? "There is something to learn: by cosine, %s on documents that were not fitted on. A network is worth its cost only above that."
            .formatted(figures)
        : "Nothing in closed form beats plain averaging here: by cosine, %s. Expect little of a network."
            .formatted(figures);
  }

  private static double cosine(Ceiling ceiling, String name) {
    return ceiling.score(name).orElseThrow().cosine().value();
  }

  private static String retrieval(Ceiling ceiling) {
    Ceiling.Score best = ceiling.bestRetrieval();
    return "By retrieval, %s does best: the true next chunk comes first in %s and among the first ten in %s of %s searches through %s chunks (chance: %s and %s)."
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

  private static String order(Sequence sequence) {
    Lag first = sequence.lags().get(0);
    long far = sequence.lags().stream().filter(lag -> lag.cosine().value() > lag.high()).count();
    String figures =
        "neighbours have cosine %s, chunks of one document in random order %s, chunks of different documents %s"
            .formatted(
                Figures.cosine(first.cosine().value()),
                Figures.cosine(first.shuffled()),
                Figures.cosine(sequence.otherDocuments()));
    return far == 0
        ? "The order of the chunks says nothing: %s. Shuffled documents would do as well."
            .formatted(figures)
        : "Order matters: %s.".formatted(figures);
  }

  private static String missing(LearningCurve curve) {
    if (curve.outlook().isEmpty()) {
      return "There are too few training documents to say what more of them would bring.";
    }
    Outlook outlook = curve.outlook().get();
    int now = curve.points().get(curve.points().size() - 1).windows();
    String gain =
        "twice the %s training windows would bring %s about %s in cosine (%s to %s)"
            .formatted(
                Figures.count(now),
                outlook.predictor(),
                Figures.difference(outlook.doubling().middle()),
                Figures.difference(outlook.doubling().low()),
                Figures.difference(outlook.doubling().high()));
    return "A guess from four sizes: %s. %s; a network with more parameters needs more."
        .formatted(gain, amount(outlook, now));
  }

  private static String amount(Outlook outlook, int now) {
    double missing = outlook.missing().middle();
    if (missing == 0) {
      return "So a linear map has all the windows it needs, to within %s of its limit"
          .formatted(LearningCurve.ENOUGH);
    }
    if (missing > FAR * now) {
      return "The curve does not bend yet, so its limit, and how many windows are missing, cannot"
          + " be told from these sizes: more help, slowly";
    }
    return "Roughly %s more (%s to %s) would bring it within %s of its limit"
        .formatted(
            Figures.compact(Math.rint(missing)),
            Figures.compact(Math.rint(outlook.missing().low())),
            outlook.missing().high() > FAR * now
                ? "no end in sight"
                : Figures.compact(Math.rint(outlook.missing().high())),
            LearningCurve.ENOUGH);
  }

  private static final List<String> COPIES = List.of("equal-across-split", "near-across-split");

  private static String split(List<Finding> findings, Optional<Parity> parity) {
    List<String> against =
        findings.stream()
            .filter(
                f ->
                    (COPIES.contains(f.code()) && f.level() == Level.ERROR)
                        || List.of(
                                "overlapping-documents",
                                "boundaries-unknown",
                                "no-split",
                                "parts-differ")
                            .contains(f.code()))
            .map(Verdicts::against)
            .toList();
    if (!against.isEmpty()) {
      return "The split cannot be trusted as it is: " + String.join("; ", against) + ".";
    }
    String copies =
        findings.stream().anyMatch(f -> COPIES.contains(f.code()))
            ? "too few copies cross it to matter"
            : "no copies cross it";
    return parity
        .map(
            p ->
                "The split can be trusted: %s, and nothing shows that its parts differ (p = %s for coherence, %s for topics)."
                    .formatted(copies, p(p.coherence()), p(p.topics())))
        .orElse(
            "Of the split: %s; with so few documents nothing shows whether its parts are alike."
                .formatted(copies));
  }

  private static String against(Finding finding) {
    return switch (finding.code()) {
      case "equal-across-split" -> "equal vectors cross it";
      case "near-across-split" -> "near copies cross it";
      case "overlapping-documents" -> "documents overlap";
      case "boundaries-unknown" -> "the documents are unknown";
      case "no-split" -> "there is none";
      default -> "its parts differ";
    };
  }

  static String p(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
