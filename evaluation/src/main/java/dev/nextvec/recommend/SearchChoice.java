package dev.nextvec.recommend;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.CorpusSearch;
import dev.nextvec.compare.CorpusSearch.Way;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.Row;
import dev.nextvec.compare.Wording;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.recommend.Recommendation.Answer;
import dev.nextvec.recommend.Recommendation.Exclusion;
import dev.nextvec.stats.Need;
import dev.nextvec.stats.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What to search an index by, within limits: see {@link CorpusSearch#choice}. A search without
 * limits goes by the same.
 *
 * @param give what a cheaper way may lose of the MRR
 */
record SearchChoice(Comparison comparison, CorpusSearch search, Limits limits, double give) {
  private String rule() {
    return "Persistence, unless others are shown to be better by the MRR of the true next chunk among all chunks of the corpus, within the limits. Of those that are, and are shown to be at most %s (%s) below the highest: one without a model before one with, one that is not re-ranked before one that is, and then the one whose searches are fastest (p95)."
        .formatted(Figures.significant(give), Setting.GIVE);
  }

  Recommendation recommendation() {
    List<Exclusion> excluded = new ArrayList<>();
    List<Way> within = new ArrayList<>();
    for (Way way : search.ways()) {
      brokenBy(way)
          .ifPresentOrElse(
              why -> excluded.add(new Exclusion(way.name(), why)), () -> within.add(way));
    }
    if (within.isEmpty()) {
      String reason = "No way to search keeps to %s.".formatted(limits.inWords());
      return answer(Answer.NOTHING, List.of(), List.of(reason), List.of(), excluded);
    }
    Way highest = within.stream().max(Comparator.comparingDouble(Way::mrr)).orElseThrow();
    if (highest.figure(RetrievalMetric.MRR).interval().isEmpty()) {
      List<Need> needs = Need.ofInterval(search.documents());
      return cannotSay(Statement.noInterval(search.documents()), needs, excluded);
    }
    if (highest.behind().isPresent()) {
      return cannotSay(
          "%s, which has the highest MRR, is ruled out, and the others were compared with it alone"
              .formatted(search.highest().name()),
          List.of(new Need.Measurement("the other ways without it")),
          excluded);
    }
    Way chosen = search.choice(within::contains, give);
    if (!within.contains(chosen)) {
      String reason =
          "No way that keeps to %s is shown to be better than persistence, which does not."
              .formatted(limits.inWords());
      return answer(Answer.NOTHING, List.of(), List.of(reason), List.of(), excluded);
    }
    Answer answer =
        chosen.asksModel() ? Answer.NETWORK : chosen.reranked() ? Answer.BASELINE : Answer.NO_MODEL;
    return answer(answer, List.of(named(chosen)), reasons(chosen), List.of(), excluded);
  }

  private Optional<String> brokenBy(Way way) {
    Optional<String> slow = limits.searchBrokenBy(way.latency().p95());
    return slow.isPresent() || !way.asksModel() ? slow : model().flatMap(limits::sizeBrokenBy);
  }

  /** The row of the model that predicts, if it is in the comparison. */
  private Optional<Row> model() {
    return comparison.rows().stream().filter(row -> row.name().equals(search.model())).findFirst();
  }

  private String named(Way way) {
    return way.asksModel() ? "%s (model %s)".formatted(way.name(), search.model()) : way.name();
  }

  private List<String> reasons(Way chosen) {
    Way highest = search.highest();
    List<String> reasons = new ArrayList<>();
    String pool = "MRR among all %s chunks".formatted(Figures.count(search.chunks()));
    boolean plain = chosen.name().equals(CorpusSearch.PERSISTENCE);
    reasons.add(
        chosen.equals(highest)
            ? "%s has the highest %s: %s. A search takes p95 %s."
                .formatted(chosen.name(), pool, Figures.cosine(chosen.mrr()), milliseconds(chosen))
            : plain
                ? "No way is shown to be better than %s by %s: %s against %s."
                    .formatted(
                        chosen.name(),
                        pool,
                        Figures.cosine(chosen.mrr()),
                        Wording.named(highest.name(), highest.mrr()))
                : "%s is shown to be at most %s below the highest %s: %s against %s. A search takes p95 %s, by %s %s."
                    .formatted(
                        chosen.name(),
                        Figures.significant(give),
                        pool,
                        Figures.cosine(chosen.mrr()),
                        Wording.named(highest.name(), highest.mrr()),
                        milliseconds(chosen),
                        highest.name(),
                        milliseconds(highest)));
    reasons.add(otherKind(chosen));
    search.marks().forEach(mark -> reasons.add("Of the index: " + mark + "."));
    if (!search.marks().isEmpty()) {
      reasons.add("Figures with such a mark decide nothing, so it is persistence.");
    }
    return reasons;
  }

  /** The best with a model beside one without, or the other way round. */
  private String otherKind(Way chosen) {
    Optional<Way> other =
        search.ways().stream()
            .filter(way -> way.asksModel() != chosen.asksModel())
            .max(Comparator.comparingDouble(Way::mrr));
    if (other.isEmpty()) {
      return "No model was measured with this index.";
    }
    String kind = chosen.asksModel() ? "without a model" : "with a model";
    String behind =
        other
            .get()
            .behind()
            .map(
                estimate ->
                    "%s of MRR from %s (%s)"
                        .formatted(
                            Figures.difference(estimate.value()),
                            search.highest().name(),
                            Wording.interval(estimate)))
            .orElse("the highest");
    return "The best %s: %s, %s."
        .formatted(kind, Wording.named(other.get().name(), other.get().mrr()), behind);
  }

  private static String milliseconds(Way way) {
    String p95 = Figures.milliseconds(way.latency().p95()) + " ms";
    return way.latency().isDisturbed() ? p95 + " (on a busy machine)" : p95;
  }

  private Recommendation cannotSay(String reason, List<Need> needs, List<Exclusion> excluded) {
    String text = new Statement.CannotSay("what to use", reason, needs).text();
    return answer(Answer.CANNOT_SAY, List.of(), List.of(text), needs, excluded);
  }

  private Recommendation answer(
      Answer answer,
      List<String> names,
      List<String> reasons,
      List<Need> needs,
      List<Exclusion> excluded) {
    return new Recommendation(UseCase.VECRAG, rule(), answer, names, reasons, needs, excluded);
  }
}
