package dev.nextvec.compare;

import dev.nextvec.eval.Cost;
import dev.nextvec.eval.Retrieval;
import dev.nextvec.eval.Speed;
import dev.nextvec.eval.WindowScores;
import dev.nextvec.provenance.Provenance;
import dev.nextvec.run.EpochRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One trained network or baseline and all that was measured of it.
 *
 * @param name shown in tables; unique within a comparison
 * @param kind what it is
 * @param provenance where the numbers come from
 * @param history its epochs in order; empty for a baseline
 * @param scores its score on each test window
 * @param retrieval the rank of the true next chunk of the ranked test windows; absent if not
 *     measured
 * @param validationCosine mean cosine on the validation windows of the weights that were tested
 * @param cost what a prediction costs
 * @param speed how fast it is; absent if it was not measured
 * @param recipe what it was trained by; absent for a baseline
 * @param facts its architecture and settings in words
 * @param trainingSeconds wall time of training or fitting
 */
public record RunResult(
    String name,
    Kind kind,
    Provenance provenance,
    List<EpochRecord> history,
    WindowScores scores,
    Optional<Retrieval> retrieval,
    OptionalDouble validationCosine,
    Cost cost,
    Optional<Speed> speed,
    Optional<Recipe> recipe,
    ArchitectureFacts facts,
    double trainingSeconds) {

  /** What stands in a row. */
  public enum Kind {
    /** Trained by gradient descent, epoch by epoch. */
    NETWORK,
    /** Fitted in closed form, or not at all. */
    BASELINE
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
    if (!(trainingSeconds >= 0)) {
      throw new IllegalArgumentException(
          "training seconds of `" + name + "` must not be negative but were " + trainingSeconds);
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
        best(history).stream().mapToDouble(EpochRecord::validationCosine).findFirst();
    double seconds = history.isEmpty() ? 0 : history.get(history.size() - 1).seconds();
    return new RunResult(
        name,
        Kind.NETWORK,
        provenance,
        history,
        scores,
        Optional.empty(),
        validation,
        cost,
        speed,
        recipe,
        facts,
        seconds);
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
    return new RunResult(
        name,
        Kind.BASELINE,
        provenance,
        List.of(),
        scores,
        Optional.empty(),
        validationCosine,
        cost,
        speed,
        Optional.empty(),
        ArchitectureFacts.NONE,
        fitSeconds);
  }

  /** The same result with the rank of the true next chunk of each test window. */
  public RunResult withRetrieval(Retrieval ranks) {
    return new RunResult(
        name,
        kind,
        provenance,
        history,
        scores,
        Optional.of(ranks),
        validationCosine,
        cost,
        speed,
        recipe,
        facts,
        trainingSeconds);
  }

  /** The epoch with the lowest validation loss, whose weights were kept. */
  public Optional<EpochRecord> bestEpoch() {
    return best(history);
  }

  private static Optional<EpochRecord> best(List<EpochRecord> history) {
    return history.stream().min(Comparator.comparingDouble(EpochRecord::error));
  }
}
