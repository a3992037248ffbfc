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
 * @param trained how it came to be
 * @param measured what was found of it
 */
public record RunResult(
    String name, RowKind kind, Provenance provenance, Trained trained, Measured measured) {

  /** What stands in a row. */
  public enum RowKind {
    /** Trained by gradient descent, epoch by epoch. */
    NETWORK,
    /** Fitted in closed form, or not at all. */
    BASELINE,
    /** Somebody's predictions: the model itself is not here. */
    PREDICTIONS
  }

  /**
   * How a model came to be.
   *
   * @param untrained its epoch 0, where that was measured; absent for a baseline
   * @param history its epochs in order; empty for a baseline
   * @param unfinished how far its training had come, if that had not ended
   * @param recipe what it was trained by; absent for a baseline
   * @param facts its architecture and settings in words
   * @param seconds wall time of training or fitting; absent where that is not known
   */
  public record Trained(
      Optional<EpochRecord> untrained,
      List<EpochRecord> history,
      Optional<Unfinished> unfinished,
      Optional<Recipe> recipe,
      ArchitectureFacts facts,
      OptionalDouble seconds) {
    public Trained {
      history = List.copyOf(history);
    }

    /** Not epoch by epoch. */
    static Trained in(OptionalDouble seconds) {
      return new Trained(
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          ArchitectureFacts.NONE,
          seconds);
    }

    private OptionalDouble validationCosine() {
      return EpochRecord.best(untrained, history).stream()
          .mapToDouble(EpochRecord::validationCosine)
          .findFirst();
    }
  }

  /**
   * What was found of a model.
   *
   * @param scores its score on each test window
   * @param retrieval the rank of the true next chunk of the ranked test windows; absent if not
   *     measured
   * @param validationCosine mean cosine on the validation windows of the weights that were tested
   * @param cost what a prediction costs; absent where only predictions are known
   * @param speed how fast it is; absent if it was not measured
   */
  public record Measured(
      WindowScores scores,
      Optional<RetrievalRanks> retrieval,
      OptionalDouble validationCosine,
      Optional<Cost> cost,
      Optional<Speed> speed) {
    private Measured with(OptionalDouble validation) {
      return new Measured(scores, retrieval, validation, cost, speed);
    }
  }

  public RunResult {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a result needs a name");
    }
    int windows = measured.scores.size();
    if (measured.retrieval.isPresent() && !measured.retrieval.get().covers(windows)) {
      throw new IllegalArgumentException(
          "`%s` has scores of %d windows but ranks of %d"
              .formatted(name, windows, measured.retrieval.get().size()));
    }
    if (trained.seconds.isPresent() && !(trained.seconds.getAsDouble() >= 0)) {
      throw new IllegalArgumentException(
          "training seconds of `%s` must not be negative but were %s"
              .formatted(name, trained.seconds.getAsDouble()));
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
    OptionalDouble seconds =
        history.isEmpty()
            ? recipe.isPresent() ? OptionalDouble.of(0) : OptionalDouble.empty()
            : OptionalDouble.of(history.getLast().seconds());
    Trained trained =
        new Trained(
            Optional.empty(),
            history,
            recipe.flatMap(known -> Unfinished.of(known.config(), history)),
            recipe,
            facts,
            seconds);
    Measured measured =
        new Measured(
            scores, Optional.empty(), trained.validationCosine(), Optional.of(cost), speed);
    return new RunResult(name, RowKind.NETWORK, provenance, trained, measured);
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
        Trained.in(fitSeconds),
        new Measured(scores, Optional.empty(), validationCosine, Optional.of(cost), speed));
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
        Trained.in(OptionalDouble.empty()),
        new Measured(
            scores,
            Optional.of(ranks),
            OptionalDouble.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  private RunResult with(Measured other) {
    return new RunResult(name, kind, provenance, trained, other);
  }

  /** The same result with the mean cosine on the validation windows. */
  RunResult withValidation(OptionalDouble cosine) {
    return with(measured.with(cosine));
  }

  /** The same result with the rank of the true next chunk of each test window. */
  public RunResult withRetrieval(RetrievalRanks ranks) {
    return with(
        new Measured(
            measured.scores,
            Optional.of(ranks),
            measured.validationCosine,
            measured.cost,
            measured.speed));
  }

  /** The same result of a run that may have kept its untrained weights, or may not have ended. */
  public RunResult withTraining(Optional<EpochRecord> epochZero, Optional<Unfinished> open) {
    Trained other =
        new Trained(
            epochZero, trained.history, open, trained.recipe, trained.facts, trained.seconds);
    return new RunResult(name, kind, provenance, other, measured.with(other.validationCosine()));
  }

  /** See {@link Trained#untrained}. */
  public Optional<EpochRecord> untrained() {
    return trained.untrained;
  }

  /** See {@link Trained#history}. */
  public List<EpochRecord> history() {
    return trained.history;
  }

  /** See {@link Trained#unfinished}. */
  public Optional<Unfinished> unfinished() {
    return trained.unfinished;
  }

  /** See {@link Trained#recipe}. */
  public Optional<Recipe> recipe() {
    return trained.recipe;
  }

  /** See {@link Trained#facts}. */
  public ArchitectureFacts facts() {
    return trained.facts;
  }

  /** See {@link Trained#seconds}. */
  public OptionalDouble trainingSeconds() {
    return trained.seconds;
  }

  /** See {@link Measured#scores}. */
  public WindowScores scores() {
    return measured.scores;
  }

  /** See {@link Measured#retrieval}. */
  public Optional<RetrievalRanks> retrieval() {
    return measured.retrieval;
  }

  /** See {@link Measured#validationCosine}. */
  public OptionalDouble validationCosine() {
    return measured.validationCosine;
  }

  /** See {@link Measured#cost}. */
  public Optional<Cost> cost() {
    return measured.cost;
  }

  /** See {@link Measured#speed}. */
  public Optional<Speed> speed() {
    return measured.speed;
  }

  /** The epoch with the lowest validation loss, whose weights were kept; epoch 0 may be it. */
  public Optional<EpochRecord> bestEpoch() {
    return EpochRecord.best(trained.untrained, trained.history);
  }
}
