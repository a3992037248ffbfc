package dev.nextvec.recommend;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.PairedDifference;
import dev.nextvec.compare.Ranking;
import dev.nextvec.compare.Ranking.RankedRow;
import dev.nextvec.compare.Row;
import dev.nextvec.compare.Yardstick;
import dev.nextvec.recommend.Recommendation.Answer;
import dev.nextvec.recommend.Recommendation.Exclusion;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Need;
import dev.nextvec.stats.Statement;
import dev.nextvec.stats.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Answers every {@link UseCase} from a comparison: limits first, then the yardstick, and cost among
 * those that are shown to lose at most {@code give} against the best.
 */
public final class Recommender {
  /** What a cheaper model may lose, in the units of the yardstick. */
  public static final double GIVE = 0.005;

  private static final String ONLY_FOR_MAPPED =
      "it has two sides: its vector is to be compared with mapped chunks";

  private final Comparison comparison;
  private final Limits limits;
  private final double give;
  private final List<Row> within;
  private final List<Exclusion> excluded;

  private Recommender(
      Comparison comparison,
      Limits limits,
      double give,
      List<Row> within,
      List<Exclusion> excluded) {
    this.comparison = comparison;
    this.limits = limits;
    this.give = give;
    this.within = within;
    this.excluded = excluded;
  }

  /**
   * One recommendation for each use case, in their order. Where a row may be within the limits or
   * not, because what they look at was not measured, only what holds both ways is recommended.
   */
  public static List<Recommendation> of(Comparison comparison, Limits limits, double give) {
    if (!(give >= 0)) {
      throw new IllegalArgumentException("`give` must not be negative but was " + give);
    }
    List<Row> possible = new ArrayList<>();
    List<Exclusion> excluded = new ArrayList<>();
    for (Row row : comparison.rows()) {
      if (row.isForeign()) {
        continue; // it may be best, and the reasons say so, but nothing here can run it
      }
      limits
          .brokenBy(row)
          .ifPresentOrElse(
              reason -> excluded.add(new Exclusion(row.name(), reason)), () -> possible.add(row));
    }
    List<Row> known = possible.stream().filter(limits::measured).toList();
    Recommender most = new Recommender(comparison, limits, give, possible, excluded);
    Recommender least = new Recommender(comparison, limits, give, known, excluded);
    return Arrays.stream(UseCase.values())
        .map(useCase -> least.suited(useCase).inAnyCase(most.suited(useCase), useCase))
        .toList();
  }

  /** Without the models whose vector a use case cannot take. */
  private Recommender suited(UseCase useCase) {
    if (!useCase.needsNextVector() || within.stream().noneMatch(Row::isTwoSided)) {
      return this;
    }
    List<Exclusion> all = new ArrayList<>(excluded);
    within.stream()
        .filter(Row::isTwoSided)
        .forEach(row -> all.add(new Exclusion(row.name(), ONLY_FOR_MAPPED)));
    List<Row> others = within.stream().filter(row -> !row.isTwoSided()).toList();
    return new Recommender(comparison, limits, give, others, all);
  }

  /** What is recommended without the rows of which too little is known, if that is the same. */
  private Recommendation inAnyCase(Recommender most, UseCase useCase) {
    Recommendation with = most.recommend(useCase);
    Recommendation without = recommend(useCase);
    if (without.models().equals(with.models()) && without.answer() == with.answer()) {
      return without;
    }
    String unknown =
        most.within.stream()
            .filter(row -> !within.contains(row))
            .map(Row::name)
            .collect(Collectors.joining(", "));
    return cannotSay(
        useCase,
        "the latency of %s was not measured, or on a busy machine".formatted(unknown),
        List.of(new Need.Measurement("latency on a quiet machine")));
  }

  /** Without limits, with the usual {@link #GIVE}. */
  public static List<Recommendation> of(Comparison comparison) {
    return of(comparison, Limits.NONE, GIVE);
  }

  private Recommendation recommend(UseCase useCase) {
    Recommendation usable = usable(useCase);
    return foreign(useCase).map(usable::withReason).orElse(usable);
  }

  /** What stands above all that can be used, but is known by its predictions alone. */
  private Optional<String> foreign(UseCase useCase) {
    if (useCase == UseCase.VECRAG && comparison.search().isPresent()) {
      return Optional.empty(); // an index is searched by what can be run
    }
    Yardstick yardstick = useCase == UseCase.VECRAG ? Yardstick.MRR : Yardstick.COSINE;
    return Foreign.sentence(comparison, within, yardstick);
  }

  private Recommendation usable(UseCase useCase) {
    if (comparison.rows().stream().allMatch(row -> row.cosine().interval().isEmpty())) {
      return withoutInterval(useCase, comparison.rows().get(0).cosine());
    }
    return switch (useCase) {
      case VECRAG ->
          comparison
              .search()
              .map(search -> new SearchChoice(comparison, search, limits, give).recommendation())
              .orElseGet(() -> best(useCase, Yardstick.MRR, Costs::bySpeed));
      case QUICK_BASELINE -> quick();
      case STRONG_BASELINE ->
          best(useCase, Yardstick.COSINE, rows -> Comparator.comparingDouble(Costs::training));
      case MAXIMUM_CAPACITY -> capacity();
      case PRODUCTION -> best(useCase, Yardstick.COSINE, Costs::bySpeed);
      case RESEARCH -> research();
    };
  }

  /** The cheapest of those that are shown to be next to the highest. */
  private Recommendation best(
      UseCase useCase, Yardstick yardstick, Function<List<Row>, Comparator<Row>> cost) {
    if (within.stream().allMatch(Row::isGuess)) {
      return noneWithin(useCase);
    }
    Ranking ranking = Ranking.of(comparison, within, yardstick);
    if (ranking.list().isEmpty()) {
      return cannotSay(
          useCase,
          yardstick.label() + " was not measured",
          List.of(new Need.Measurement(yardstick.label())));
    }
    RankedRow highest = ranking.list().getFirst();
    if (!ranking.judged()) {
      PairedDifference unjudged = ranking.list().getLast().behind().orElseThrow();
      return withoutInterval(useCase, unjudged.difference());
    }
    if (highest.row().isGuess()) {
      String guess = "%s, which knows nothing of the context, has the highest %s";
      return cannotSay(
          useCase,
          guess.formatted(highest.name(), yardstick.label()),
          comparison.standing().folds().isPresent()
              ? List.of()
              : List.of(new Need.CrossValidation()));
    }
    RankedRow chosen = cheapest(ranking, cost);
    Reasons reasons = new Reasons(comparison, ranking, give);
    return answer(useCase, chosen.row(), reasons.best(chosen, within), reasons.needs());
  }

  private RankedRow cheapest(Ranking ranking, Function<List<Row>, Comparator<Row>> cost) {
    List<RankedRow> near =
        ranking.list().stream()
            .filter(place -> place.losesAtMost(give) && !place.row().isGuess())
            .toList();
    Comparator<Row> order = cost.apply(near.stream().map(RankedRow::row).toList());
    return near.stream().min(Comparator.comparing(RankedRow::row, order)).orElseThrow();
  }

  private Recommendation quick() {
    UseCase useCase = UseCase.QUICK_BASELINE;
    if (within.stream().allMatch(Row::isGuess)) {
      return noneWithin(useCase);
    }
    List<Row> better = against(Verdict.BETTER);
    Optional<Row> fastest = better.stream().min(Comparator.comparingDouble(Costs::training));
    List<Need> needs =
        against(Verdict.TIE).stream()
            .flatMap(row -> row.againstLinearAverage().stream())
            .flatMap(contrast -> contrast.needs().stream())
            .distinct()
            .limit(1)
            .toList();
    if (fastest.isPresent()) {
      return answer(
          useCase,
          fastest.get(),
          Reasons.quick(fastest.get(), better, comparison.standing()),
          List.of());
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
        .filter(row -> !row.isGuess())
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
    Comparator<RankedRow> size = Comparator.comparingLong(s -> s.row().knownCost().parameters());
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
    List<Row> networks = within.stream().filter(Row::isNetwork).toList();
    if (networks.isEmpty()) {
      return noneWithin(UseCase.RESEARCH);
    }
    List<String> names =
        Stream.concat(
                networks.stream(),
                within.stream().filter(row -> !row.isNetwork() && !row.isGuess()).limit(1))
            .map(Row::name)
            .toList();
    Research research = new Research(comparison, names);
    return new Recommendation(
        UseCase.RESEARCH,
        UseCase.RESEARCH.rule(give),
        Answer.SEVERAL,
        names,
        research.reasons(),
        research.needs(),
        excluded);
  }

  private Recommendation answer(UseCase useCase, Row row, List<String> reasons, List<Need> needs) {
    Answer answer =
        row.isNetwork()
            ? Answer.NETWORK
            : row.knownCost().parameters() == 0 ? Answer.NO_MODEL : Answer.BASELINE;
    return new Recommendation(
        useCase, useCase.rule(give), answer, List.of(row.name()), reasons, needs, excluded);
  }

  /** No row is within the limits, or only guesses are. */
  private Recommendation noneWithin(UseCase useCase) {
    boolean otherSides = excluded.stream().anyMatch(each -> each.reason().equals(ONLY_FOR_MAPPED));
    return nothing(
        useCase,
        otherSides
            ? "Every network within the limits has two sides: its vector is to be compared with"
                + " mapped chunks."
            : "No model keeps to %s.".formatted(limits.inWords()));
  }

  private Recommendation withoutInterval(UseCase useCase, Estimate estimate) {
    return cannotSay(
        useCase, Statement.noInterval(estimate.documents()), Need.ofInterval(estimate));
  }

  private Recommendation nothing(UseCase useCase, String reason) {
    return new Recommendation(
        useCase, useCase.rule(give), Answer.NOTHING, List.of(), List.of(reason), excluded);
  }

  private Recommendation cannotSay(UseCase useCase, String reason, List<Need> needs) {
    String text = new Statement.CannotSay("what to use", reason, needs).text();
    return new Recommendation(
        useCase, useCase.rule(give), Answer.CANNOT_SAY, List.of(), List.of(text), needs, excluded);
  }
}
