package dev.nextvec.compare;

import dev.nextvec.eval.RetrievalRanks;
import dev.nextvec.eval.Speed;
import dev.nextvec.eval.WindowScores;
import dev.nextvec.model.Cost;
import dev.nextvec.provenance.Provenance;
import dev.nextvec.run.EpochRecord;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One trained network, baseline or foreign model known by its predictions, and all that was
 * measured of it.
 *
 * @param name shown in tables; unique within a comparison
 * @param kind what it is
 * @param provenance where the numbers come from
 * @param untrained its epoch 0, where that was measured; absent for a baseline
 * @param history its epochs in order; empty for a baseline
 * @param unfinished how far its training had come, if that had not ended
 * @param scores its score on each test window
 * @param retrieval the rank of the true next chunk of the ranked test windows; absent if not
 *     measured
 * @param validationCosine mean cosine on the validation windows of the weights that were tested
 * @param cost what a prediction costs; absent where only predictions are known
 * @param speed how fast it is; absent if it was not measured
 * @param recipe what it was trained by; absent for a baseline
 * @param facts its architecture and settings in words
 * @param trainingSeconds wall time of training or fitting; absent where that is not known
 */
public record RunResult(
    String name,
    RowKind kind,
    Provenance provenance,
    Optional<EpochRecord> untrained,
    List<EpochRecord> history,
    Optional<Unfinished> unfinished,
    WindowScores scores,
    Optional<RetrievalRanks> retrieval,
    OptionalDouble validationCosine,
    Optional<Cost> cost,
    Optional<Speed> speed,
    Optional<Recipe> recipe,
    ArchitectureFacts facts,
    OptionalDouble trainingSeconds) {

  /** What stands in a row. */
  public enum RowKind {
    /** Trained by gradient descent, epoch by epoch. */
    NETWORK,
    /** Fitted in closed form, or not at all. */
    BASELINE,
    /** Somebody's predictions: the model itself is not here. */
    PREDICTIONS
  }

  public RunResult {
    history = List.copyOf(history);
    if (retrieval.isPresent() && !retrieval.get().covers(scores.size())) {
      throw new IllegalArgumentException(
          "`%s` has scores of %d windows but ranks of %d"
              .formatted(name, scores.size(), retrieval.get().size()));
    }
    if (name.isBlank()) {
      throw new IllegalArgumentException("a result needs a name");
    }
    if (trainingSeconds.isPresent() && !(trainingSeconds.getAsDouble() >= 0)) {
      throw new IllegalArgumentException(
          "training seconds of `"
              + name
              + "` must not be negative but were "
              + trainingSeconds.getAsDouble());
    }
  }

  /**
   * A trained network; its validation cosine is that of its best epoch.
   *
   * @param recipe absent for one that shares a row with no other
   */
  public static RunResult network(
      String name,
      Provenance provenance,
      List<EpochRecord> history,
      WindowScores scores,
      Cost cost,
      Optional<Speed> speed,
      Optional<Recipe> recipe,
      ArchitectureFacts facts) {
    OptionalDouble validation =
        EpochRecord.best(Optional.empty(), history).stream()
            .mapToDouble(EpochRecord::validationCosine)
            .findFirst();
    OptionalDouble seconds =
        history.isEmpty()
            ? recipe.isPresent() ? OptionalDouble.of(0) : OptionalDouble.empty()
            : OptionalDouble.of(history.get(history.size() - 1).seconds());
    return new RunResult(
        name,
        RowKind.NETWORK,
        provenance,
        Optional.empty(),
        history,
        recipe.flatMap(trained -> Unfinished.of(trained.config(), history)),
        scores,
        Optional.empty(),
        validation,
        Optional.of(cost),
        speed,
        recipe,
        facts,
        seconds);
  }

  /** A baseline that was fitted elsewhere: how long that took is not known. */
  static RunResult fitted(
      String name, Provenance provenance, WindowScores scores, Cost cost, Optional<Speed> speed) {
    return baseline(
        name, provenance, scores, OptionalDouble.empty(), cost, speed, OptionalDouble.empty());
  }

  /** A baseline, fitted in {@code fitSeconds}. */
  public static RunResult baseline(
      String name,
      Provenance provenance,
      WindowScores scores,
      OptionalDouble validationCosine,
      Cost cost,
      Optional<Speed> speed,
      double fitSeconds) {
    return baseline(
        name, provenance, scores, validationCosine, cost, speed, OptionalDouble.of(fitSeconds));
  }

  private static RunResult baseline(
      String name,
      Provenance provenance,
      WindowScores scores,
      OptionalDouble validationCosine,
      Cost cost,
      Optional<Speed> speed,
      OptionalDouble fitSeconds) {
    return new RunResult(
        name,
        RowKind.BASELINE,
        provenance,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        scores,
        Optional.empty(),
        validationCosine,
        Optional.of(cost),
        speed,
        Optional.empty(),
        ArchitectureFacts.NONE,
        fitSeconds);
  }

  /**
   * A model that is known by its predictions on the test windows alone: what it costs, how fast it
   * is and what it learned from are unknown.
   *
   * @param provenance the data and the split, and where the predictions were scored
   */
  public static RunResult predictions(
      String name, Provenance provenance, WindowScores scores, RetrievalRanks ranks) {
    return new RunResult(
        name,
        RowKind.PREDICTIONS,
        provenance,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        scores,
        Optional.of(ranks),
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        ArchitectureFacts.NONE,
        OptionalDouble.empty());
  }

  /** The same result with the mean cosine on the validation windows. */
  RunResult withValidation(OptionalDouble cosine) {
    return new RunResult(
        name,
        kind,
        provenance,
        untrained,
        history,
        unfinished,
        scores,
        retrieval,
        cosine,
        cost,
        speed,
        recipe,
        facts,
        trainingSeconds);
  }

  /** The same result with the rank of the true next chunk of each test window. */
  public RunResult withRetrieval(RetrievalRanks ranks) {
    return new RunResult(
        name,
        kind,
        provenance,
        untrained,
        history,
        unfinished,
        scores,
        Optional.of(ranks),
        validationCosine,
        cost,
        speed,
        recipe,
        facts,
        trainingSeconds);
  }

  /** The same result of a run that may have kept its untrained weights, or may not have ended. */
  public RunResult withTraining(Optional<EpochRecord> epochZero, Optional<Unfinished> open) {
    OptionalDouble validation =
        EpochRecord.best(epochZero, history).stream()
            .mapToDouble(EpochRecord::validationCosine)
            .findFirst();
    return new RunResult(
        name,
        kind,
        provenance,
        epochZero,
        history,
        open,
        scores,
        retrieval,
        validation,
        cost,
        speed,
        recipe,
        facts,
        trainingSeconds);
  }

  /** The epoch with the lowest validation loss, whose weights were kept; epoch 0 may be it. */
  public Optional<EpochRecord> bestEpoch() {
    return EpochRecord.best(untrained, history);
  }
}
