package dev.nextvec.recommend;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Ranking;
import dev.nextvec.compare.Ranking.Place;
import dev.nextvec.compare.Row;
import dev.nextvec.compare.Yardstick;
import dev.nextvec.recommend.Recommendation.Answer;
import dev.nextvec.recommend.Recommendation.Exclusion;
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
      return nothing(useCase, "The test split has too few documents to tell any two models apart.");
    }
    return switch (useCase) {
      case VECRAG -> best(useCase, within, Yardstick.MRR, Comparator.comparingDouble(Costs::p95));
      case QUICK_BASELINE -> quick();
      case STRONG_BASELINE ->
          best(
              useCase,
              within,
              Yardstick.COSINE,
              Comparator.comparingDouble(row -> row.group().trainingSeconds()));
      case MAXIMUM_CAPACITY -> capacity();
      case PRODUCTION ->
          best(useCase, within, Yardstick.COSINE, Comparator.comparingDouble(Costs::p95));
      case RESEARCH -> research();
    };
  }

  /** The cheapest of those that are shown to lose next to nothing against the highest. */
  private Recommendation best(
      UseCase useCase, List<Row> rows, Yardstick yardstick, Comparator<Row> cost) {
    Ranking ranking = Ranking.of(comparison, rows, yardstick);
    if (ranking.list().isEmpty()) {
      return nothingFits(useCase);
    }
    Place chosen =
        ranking.list().stream()
            .filter(place -> place.losesAtMost(give))
            .min(Comparator.comparing(Place::row, cost))
            .orElseThrow();
    return answer(useCase, chosen.row(), new Reasons(comparison, ranking, give).best(chosen));
  }

  private Recommendation quick() {
    List<Row> better =
        within.stream()
            .filter(
                row ->
                    row.againstLinearAverage()
                        .filter(contrast -> contrast.verdict() == Verdict.BETTER)
                        .isPresent())
            .toList();
    Optional<Row> chosen =
        better.stream()
            .min(Comparator.comparingDouble((Row row) -> row.group().trainingSeconds()))
            .or(() -> within.stream().filter(comparison.linearAverage()::equals).findFirst());
    return chosen
        .map(row -> answer(UseCase.QUICK_BASELINE, row, Reasons.quick(row, better)))
        .orElseGet(() -> nothingFits(UseCase.QUICK_BASELINE));
  }

  private Recommendation capacity() {
    List<Row> networks = within.stream().filter(Row::isNetwork).toList();
    if (networks.isEmpty()) {
      return comparison.networks().isEmpty()
          ? nothing(UseCase.MAXIMUM_CAPACITY, "No network was trained.")
          : nothingFits(UseCase.MAXIMUM_CAPACITY);
    }
    Ranking ranking = Ranking.of(comparison, networks, Yardstick.COSINE);
    Comparator<Place> size = Comparator.comparingLong(s -> s.row().run().cost().parameters());
    Place largest = ranking.list().stream().max(size).orElseThrow();
    Place chosen = ranking.list().stream().filter(s -> s.losesAtMost(give)).max(size).orElseThrow();
    Reasons reasons = new Reasons(comparison, ranking, give);
    return answer(UseCase.MAXIMUM_CAPACITY, chosen.row(), reasons.capacity(chosen, largest));
  }

  private Recommendation research() {
    List<String> names =
        Stream.concat(comparison.networks().stream(), comparison.baselines().stream().limit(1))
            .map(Row::name)
            .toList();
    return new Recommendation(
        UseCase.RESEARCH, Answer.SEVERAL, names, Reasons.research(comparison, names), List.of());
  }

  private Recommendation answer(UseCase useCase, Row row, List<String> reasons) {
    Answer answer =
        row.isNetwork()
            ? Answer.NETWORK
            : row.run().cost().parameters() == 0 ? Answer.NO_MODEL : Answer.BASELINE;
    List<String> said = new ArrayList<>(reasons);
    limits.doubtAbout(row).ifPresent(said::add);
    return new Recommendation(useCase, answer, List.of(row.name()), said, excluded);
  }

  private Recommendation nothingFits(UseCase useCase) {
    return excluded.isEmpty()
        ? nothing(useCase, "What decides here was not measured: evaluate the runs again.")
        : nothing(useCase, "Nothing that was measured keeps to %s.".formatted(limits.inWords()));
  }

  private Recommendation nothing(UseCase useCase, String reason) {
    return new Recommendation(useCase, Answer.NOTHING, List.of(), List.of(reason), excluded);
  }
}
