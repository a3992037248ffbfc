package dev.nextvec.recommend;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Ranking;
import dev.nextvec.compare.Ranking.RankedRow;
import dev.nextvec.compare.Row;
import dev.nextvec.compare.Yardstick;
import dev.nextvec.recommend.Recommendation.Answer;
import dev.nextvec.recommend.Recommendation.Exclusion;
import dev.nextvec.stats.Need;
import dev.nextvec.stats.Statement;
import dev.nextvec.stats.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Answers every {@link UseCase} from a comparison: limits first, then the yardstick, and cost among
 * those that are shown to lose at most {@code give} against the best.
 */
public final class Recommender {
  /** What a cheaper model may lose, in the units of the yardstick. */
  public static final double GIVE = 0.005;

  private final Comparison comparison;
  private final Limits limits;
  private final double give;
  private final List<Row> within = new ArrayList<>();
  private final List<Exclusion> excluded = new ArrayList<>();

  private Recommender(Comparison comparison, Limits limits, double give) {
    if (!(give >= 0)) {
      throw new IllegalArgumentException("`give` must not be negative but was " + give);
    }
    this.comparison = comparison;
    this.limits = limits;
    this.give = give;
    for (Row row : comparison.rows()) {
      limits
          .brokenBy(row)
          .ifPresentOrElse(
              reason -> excluded.add(new Exclusion(row.name(), reason)), () -> within.add(row));
    }
  }

  /** One recommendation for each use case, in their order. */
  public static List<Recommendation> of(Comparison comparison, Limits limits, double give) {
    Recommender recommender = new Recommender(comparison, limits, give);
    return Arrays.stream(UseCase.values()).map(recommender::recommend).toList();
  }

  /** Without limits, with the usual {@link #GIVE}. */
  public static List<Recommendation> of(Comparison comparison) {
    return of(comparison, Limits.NONE, GIVE);
  }

  private Recommendation recommend(UseCase useCase) {
    if (comparison.rows().stream().allMatch(row -> row.cosine().interval().isEmpty())) {
      return withoutInterval(useCase, comparison.rows().get(0).cosine().documents());
    }
    return switch (useCase) {
      case VECRAG -> best(useCase, Yardstick.MRR, Comparator.comparingDouble(Costs::p95));
      case QUICK_BASELINE -> quick();
      case STRONG_BASELINE ->
          best(
              useCase,
              Yardstick.COSINE,
              Comparator.comparingDouble(row -> row.group().trainingSeconds()));
      case MAXIMUM_CAPACITY -> capacity();
      case PRODUCTION -> best(useCase, Yardstick.COSINE, Comparator.comparingDouble(Costs::p95));
      case RESEARCH -> research();
    };
  }

  /** The cheapest of those that are shown to be next to the highest. */
  private Recommendation best(UseCase useCase, Yardstick yardstick, Comparator<Row> cost) {
    if (within.isEmpty()) {
      return noneWithin(useCase);
    }
    Ranking ranking = Ranking.of(comparison, within, yardstick);
    if (ranking.list().isEmpty()) {
      return cannotSay(
          useCase,
          yardstick.label() + " was not measured",
          List.of(new Need.Measurement(yardstick.label(), "evaluate --again")));
    }
    if (ranking.judged()) {
      RankedRow chosen =
          ranking.list().stream()
              .filter(place -> place.losesAtMost(give))
              .min(Comparator.comparing(RankedRow::row, cost))
              .orElseThrow();
      Reasons reasons = new Reasons(comparison, ranking, give);
      return answer(useCase, chosen.row(), reasons.best(chosen, within), reasons.needs());
    }
    return withoutInterval(useCase, ranking.documents());
  }

  private Recommendation quick() {
    UseCase useCase = UseCase.QUICK_BASELINE;
    if (within.isEmpty()) {
      return noneWithin(useCase);
    }
    List<Row> better = against(Verdict.BETTER);
    Optional<Row> fastest =
        better.stream().min(Comparator.comparingDouble(row -> row.group().trainingSeconds()));
    List<Need> needs =
        against(Verdict.TIE).stream()
            .flatMap(row -> row.againstLinearAverage().stream())
            .flatMap(contrast -> contrast.needs().stream())
            .distinct()
            .limit(1)
            .toList();
    if (fastest.isPresent()) {
      return answer(useCase, fastest.get(), Reasons.quick(fastest.get(), better), List.of());
    }
    Row linear = comparison.linearAverage();
    if (within.contains(linear)) {
      return answer(useCase, linear, Reasons.average(linear, against(Verdict.TIE)), needs);
    }
    return against(Verdict.TIE).isEmpty()
        ? nothing(
            useCase,
            "The linear average is over the limits, and every model within them is worse or equal.")
        : cannotSay(
            useCase,
            "the linear average is over the limits, and models within them tie with it",
            needs);
  }

  private List<Row> against(Verdict verdict) {
    return within.stream()
        .filter(
            row ->
                row.againstLinearAverage()
                    .filter(contrast -> contrast.verdict() == verdict)
                    .isPresent())
        .toList();
  }

  private Recommendation capacity() {
    UseCase useCase = UseCase.MAXIMUM_CAPACITY;
    if (comparison.networks().isEmpty()) {
      return cannotSay(useCase, "there is no network", List.of(new Need.Network()));
    }
    List<Row> networks = within.stream().filter(Row::isNetwork).toList();
    if (networks.isEmpty()) {
      return noneWithin(useCase);
    }
    Ranking ranking = Ranking.of(comparison, networks, Yardstick.COSINE);
    Comparator<RankedRow> size = Comparator.comparingLong(s -> s.row().run().cost().parameters());
    RankedRow largest = ranking.list().stream().max(size).orElseThrow();
    RankedRow chosen =
        ranking.list().stream().filter(s -> s.losesAtMost(give)).max(size).orElseThrow();
    Reasons reasons = new Reasons(comparison, ranking, give);
    return answer(useCase, chosen.row(), reasons.capacity(chosen, largest), reasons.needs());
  }

  private Recommendation research() {
    if (comparison.networks().isEmpty()) {
      return cannotSay(UseCase.RESEARCH, "there is no network", List.of(new Need.Network()));
    }
    List<String> names =
        Stream.concat(comparison.networks().stream(), comparison.baselines().stream().limit(1))
            .map(Row::name)
            .toList();
    Research research = new Research(comparison, names);
    return new Recommendation(
        UseCase.RESEARCH, Answer.SEVERAL, names, research.reasons(), research.needs(), List.of());
  }

  private Recommendation answer(UseCase useCase, Row row, List<String> reasons, List<Need> needs) {
    Answer answer =
        row.isNetwork()
            ? Answer.NETWORK
            : row.run().cost().parameters() == 0 ? Answer.NO_MODEL : Answer.BASELINE;
    List<String> said = new ArrayList<>(reasons);
    limits.doubtAbout(row).ifPresent(said::add);
    return new Recommendation(useCase, answer, List.of(row.name()), said, needs, excluded);
  }

  /** No row is within the limits, or none whose cost is known. */
  private Recommendation noneWithin(UseCase useCase) {
    List<String> unknown =
        comparison.rows().stream().filter(row -> !limits.measured(row)).map(Row::name).toList();
    return unknown.isEmpty()
        ? nothing(useCase, "Nothing that was measured keeps to %s.".formatted(limits.inWords()))
        : cannotSay(
            useCase,
            "the latency of %s was not measured".formatted(String.join(", ", unknown)),
            List.of(new Need.Measurement("latency", "evaluate --again")));
  }

  private Recommendation withoutInterval(UseCase useCase, int documents) {
    return cannotSay(useCase, Statement.noInterval(documents), Need.ofInterval(documents));
  }

  private Recommendation nothing(UseCase useCase, String reason) {
    return new Recommendation(useCase, Answer.NOTHING, List.of(), List.of(reason), excluded);
  }

  private Recommendation cannotSay(UseCase useCase, String reason, List<Need> needs) {
    String text = new Statement.CannotSay("what to use", reason, needs).text();
    return new Recommendation(
        useCase, Answer.CANNOT_SAY, List.of(), List.of(text), needs, excluded);
  }
}
