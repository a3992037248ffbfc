package dev.nextvec.compare;

import dev.nextvec.compare.Comparison.Challenge;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.stats.Need;
import dev.nextvec.stats.Statement;
import dev.nextvec.stats.Summary;
import dev.nextvec.stats.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether the best network is worth more than the best baseline, what next, and how sure. */
final class Headline {
  private static final String CROSS_VALIDATE = Setting.FOLDS.in("compare", Need.FOLDS);
  private static final String SEEDS = Setting.SEEDS.in("train", Need.SEEDS);
  private final Comparison comparison;

  Headline(Comparison comparison) {
    this.comparison = comparison;
  }

  Summary summary() {
    if (!comparison.standing().marks().isEmpty()) {
      return new Summary(
          "The test leaks, which was allowed: the figures do not tell what new text would give. "
              + verdict(),
          "split or clean the data anew, and train again.",
          "not at all; the test leaks.");
    }
    return new Summary(
        verdict() + retrieval().map(text -> " " + text).orElse(""),
        comparison
            .challenge()
            .map(this::next)
            .orElse(Setting.MODEL_TYPE.in("train DATA", "all") + " trains networks."),
        sure() + unknown());
  }

  private String unknown() {
    return comparison.standing().unknown().isEmpty()
        ? ""
        : " What some of the rows were trained on cannot be checked.";
  }

  /** Without what the other two lines say. */
  private String verdict() {
    return switch (statement()) {
      case Statement.Shown shown -> shown.text();
      case Statement.Open open -> open.text();
      case Statement.CannotSay unsaid ->
          "Cannot say %s%s."
              .formatted(
                  unsaid.question(),
                  comparison.challenge().map(found -> ": " + clause(found)).orElse(""));
    };
  }

  Statement statement() {
    return comparison.challenge().map(this::statement).orElseGet(this::baselinesOnly);
  }

  private Statement statement(Challenge challenge) {
    PairedDifference contrast = challenge.contrast();
    String clause = clause(challenge);
    return switch (contrast.verdict()) {
      case BETTER -> new Statement.Shown(best(challenge) + ".");
      case WORSE ->
          new Statement.Shown(
              (comparison.foreign().isEmpty()
                      ? "No network is worth its cost here: %s, the best, is %s %s."
                      : "No model beats the baselines here: %s, the best, is %s %s.")
                  .formatted(
                      named(challenge.network()),
                      Wording.apart(contrast.difference().value()),
                      named(challenge.baseline())));
      case EQUAL ->
          new Statement.Shown("No " + contender() + " beats the best baseline: " + clause + ".");
      case TIE ->
          new Statement.Open(
              "No " + contender() + " is shown to beat the best baseline: " + clause + ".",
              contrast.needs());
      case CANNOT_SAY ->
          new Statement.CannotSay(
              "whether a " + contender() + " beats the best baseline",
              "%s; %s".formatted(Statement.noInterval(contrast.difference().documents()), clause),
              contrast.needs());
    };
  }

  private String contender() {
    return Wording.contender(comparison);
  }

  private static String named(Row row) {
    return Wording.named(name(row), row.cosine().value());
  }

  private static String name(Row row) {
    return Wording.shortened(row.name());
  }

  private static String clause(Challenge challenge) {
    return Wording.clause(
        name(challenge.network()),
        challenge.network().cosine().value(),
        name(challenge.baseline()),
        challenge.baseline().cosine().value(),
        challenge.contrast());
  }

  /** The best model, unless another network or the data leave that open. */
  private String best(Challenge challenge) {
    Row network = challenge.network();
    List<String> rivals =
        comparison.contenders().stream()
            .filter(other -> other != network)
            .filter(other -> !isBetter(network, other))
            .map(Headline::name)
            .toList();
    String claim =
        rivals.isEmpty()
            ? name(network) + " is the best model here"
            : "%s is not shown to be better than %s, but has the highest test cosine"
                .formatted(name(network), some(rivals));
    return "%s: %s is %s the best baseline, %s"
        .formatted(
            claim,
            Figures.cosine(network.cosine().value()),
            Wording.apart(challenge.contrast().difference().value()),
            named(challenge.baseline()));
  }

  private boolean isBetter(Row row, Row other) {
    return comparison
        .between(row.name(), other.name())
        .filter(contrast -> contrast.verdict() == Verdict.BETTER)
        .isPresent();
  }

  private static String some(List<String> names) {
    return names.size() <= 2
        ? String.join(" or ", names)
        : "%s and %d others".formatted(names.get(0), names.size() - 1);
  }

  private Statement baselinesOnly() {
    Row best = comparison.rows().get(0);
    String first =
        "Of the baselines %s has the highest test cosine, %s; there is no network"
            .formatted(name(best), Figures.cosine(best.cosine().value()));
    if (best.cosine().interval().isEmpty()) {
      return new Statement.CannotSay(
          "which baseline is best",
          "%s. %s".formatted(Statement.noInterval(best.cosine().documents()), first),
          Need.ofInterval(best.cosine()));
    }
    List<String> rivals =
        comparison.rows().stream()
            .filter(other -> other != best && !isBetter(best, other))
            .map(Headline::name)
            .toList();
    return rivals.isEmpty()
        ? new Statement.Shown(first + ".")
        : new Statement.Open(
            "%s. It is not shown to be better than %s.".formatted(first, some(rivals)), List.of());
  }

  /** Names what finds the next chunk best, where that is not the highest row. */
  private Optional<String> retrieval() {
    if (comparison.search().isPresent()) {
      String way = comparison.search().get().highest().name();
      return Optional.of("For retrieval, searching by %s has the highest MRR.".formatted(way));
    }
    Row highest = comparison.rows().get(0);
    return comparison.rows().stream()
        .filter(row -> row.group().ranked())
        .max(Comparator.comparingDouble(Headline::mrr))
        .filter(row -> row != highest)
        .map(row -> "For retrieval, %s has the highest MRR.".formatted(name(row)));
  }

  private static double mrr(Row row) {
    return row.group().retrievalMean(Pool.TEST, RetrievalMetric.MRR);
  }

  private String next(Challenge challenge) {
    return switch (challenge.contrast().verdict()) {
      case BETTER ->
          challenge.network().isNetwork() && challenge.network().group().seeds() == 1
              ? SEEDS + " shows what another seed would give."
              : "`recommend` says what to use within your limits.";
      case WORSE, EQUAL -> "`recommend` says what to use within your limits.";
      case TIE -> toSettle(challenge.contrast());
      case CANNOT_SAY ->
          comparison.standing().folds().isPresent()
              ? "more documents: each is tested on already."
              : CROSS_VALIDATE + " tests every document once.";
    };
  }

  private static String toSettle(PairedDifference contrast) {
    if (contrast.difference().folds().isPresent()) {
      return contrast.needs().stream()
          .map(Need::words)
          .collect(Collectors.joining(", or ", "", "."));
    }
    return contrast
        .settling()
        .map(
            size ->
                "%s, or about %s test documents."
                    .formatted(CROSS_VALIDATE, Settling.about(size.documents())))
        .orElse(SEEDS + ": no number of documents would settle it.");
  }

  private String sure() {
    Row first = comparison.rows().get(0);
    int documents = first.cosine().documents();
    if (first.cosine().interval().isEmpty()) {
      return "not at all; " + Statement.noInterval(documents) + ".";
    }
    String from =
        ", from " + Figures.counted(documents, "test document") + few(documents) + seeds() + ".";
    return comparison
            .challenge()
            .map(challenge -> Wording.intervalApart(challenge.contrast()) + " of the difference")
            .orElseGet(() -> Wording.interval(first.cosine()))
        + from
        + comparison.challenge().map(challenge -> without(challenge.contrast())).orElse("");
  }

  /** Whether the verdict hangs on one document; nothing where that was not tried. */
  private static String without(PairedDifference contrast) {
    return contrast
        .robustness()
        .map(
            left ->
                contrast.hangsOnOneDocument()
                    ? " Without one of them: %s.".formatted(left.verdict().words())
                    : " It stands without the most influential.")
        .orElse("");
  }

  private static String few(int documents) {
    return documents < Need.FEW_DOCUMENTS ? " (few)" : "";
  }

  private String seeds() {
    return comparison
        .challenge()
        .map(Challenge::network)
        .filter(Row::isNetwork)
        .map(network -> " and " + Figures.counted(network.group().seeds(), "seed"))
        .orElse("");
  }
}
