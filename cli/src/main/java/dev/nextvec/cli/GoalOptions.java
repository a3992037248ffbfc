package dev.nextvec.cli;

import dev.nextvec.run.Goal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a network is trained for. */
final class GoalOptions {
  private static final String DEFAULT = " (default: ${DEFAULT-VALUE})";
  private static final String MAP_RANK = "--map-rank";
  private static final List<String> OF_RETRIEVAL =
      List.of("--stretch", "--negatives", "--mse-weight", "--candidate-map", MAP_RANK);

  enum GoalName {
    REGRESSION,
    RETRIEVAL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--goal",
      paramLabel = "regression|retrieval",
      defaultValue = "regression",
      description =
          "what the network is for: to come near the next vector, or to find the next chunk among"
              + " the others"
              + DEFAULT)
  GoalName goal = GoalName.REGRESSION;

  @Option(
      names = "--stretch",
      paramLabel = "N",
      description = "retrieval: neighbouring windows of one document in a step (default: 16)")
  @Bounds(from = 1, to = Bounds.MOST)
  @Nullable Integer stretch;

  @Option(
      names = "--negatives",
      paramLabel = "N",
      description =
          "retrieval: random chunks among a step's candidates, beside those of its documents"
              + " (default: 0)")
  @Bounds(from = 0, to = Bounds.MOST)
  @Nullable Integer negatives;

  @Option(
      names = "--mse-weight",
      paramLabel = "W",
      description =
          "retrieval: weight of the vector's squared error beside the cross-entropy (default: 1)")
  @Bounds(from = 0, to = 1_000_000)
  @Nullable Double mseWeight;

  enum MapName {
    NONE,
    LOW_RANK,
    FULL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Option(
      names = "--candidate-map",
      paramLabel = "none|low-rank|full",
      description =
          "retrieval: a linear map that is learned with the network and that chunks pass through"
              + " before they are compared with its prediction, of low rank or square (default:"
              + " none)")
  @Nullable MapName candidateMap;

  @Option(
      names = MAP_RANK,
      paramLabel = "N",
      description = "rank of `--candidate-map low-rank` (default: 64)")
  @Bounds(from = 1, to = Bounds.MOST)
  @Nullable Integer mapRank;

  boolean isRetrieval() {
    return goal == GoalName.RETRIEVAL;
  }

  /**
   * The goal.
   *
   * @param temperature what retrieval starts from
   */
  Goal of(double temperature) {
    return switch (goal) {
      case REGRESSION -> new Goal.Regression();
      case RETRIEVAL -> retrieval(temperature);
    };
  }

  /**
   * Options that have no use, each with what it would need.
   *
   * @param retrieves whether anything is trained for retrieval
   */
  Map<String, String> withoutEffect(boolean retrieves) {
    Map<String, String> unused = new LinkedHashMap<>();
    if (!retrieves) {
      OF_RETRIEVAL.forEach(option -> unused.put(option, "`--goal retrieval`"));
    } else if (candidateMap != MapName.LOW_RANK) {
      unused.put(MAP_RANK, "`--candidate-map low-rank`");
    }
    return unused;
  }

  /** The goal of what is trained for retrieval in any case. */
  Goal.Retrieval retrieval(double temperature) {
    return new Goal.Retrieval(
        stretch == null ? Goal.Retrieval.STANDARD.stretch() : stretch,
        negatives == null ? Goal.Retrieval.STANDARD.negatives() : negatives,
        mseWeight == null ? Goal.Retrieval.STANDARD.mseWeight() : mseWeight,
        temperature,
        mapping());
  }

  private Goal.Mapping mapping() {
    MapName name = candidateMap == null ? MapName.NONE : candidateMap;
    return switch (name) {
      case NONE -> new Goal.Mapping.None();
      case LOW_RANK ->
          mapRank == null ? Goal.Mapping.LowRank.STANDARD : new Goal.Mapping.LowRank(mapRank);
      case FULL -> new Goal.Mapping.Full();
    };
  }
}
