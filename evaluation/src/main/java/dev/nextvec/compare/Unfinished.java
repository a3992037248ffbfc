package dev.nextvec.compare;

import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.TrainingConfig;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A training that did not come to its end: every report of it says so.
 *
 * @param epochs how many are finished
 * @param planned how many there were to be
 */
public record Unfinished(int epochs, int planned) {
  /** Absent where the run says that it ended. */
  public static Optional<Unfinished> of(RunInfo run) {
    return run.status() == RunInfo.Status.FINISHED
        ? Optional.empty()
        : Optional.of(new Unfinished(run.history().size(), run.config().epochs()));
  }

  /** Absent where all epochs were done, or training ended early by its own rule. */
  public static Optional<Unfinished> of(TrainingConfig config, List<EpochRecord> history) {
    return history.size() >= config.epochs() || endedEarly(config.earlyStop(), history)
        ? Optional.empty()
        : Optional.of(new Unfinished(history.size(), config.epochs()));
  }

  private static boolean endedEarly(int patience, List<EpochRecord> history) {
    return patience > 0
        && history.stream()
            .min(Comparator.comparingDouble(EpochRecord::error))
            .filter(best -> history.size() - best.epoch() >= patience)
            .isPresent();
  }

  /** {@code stopped at 329 of 400 epochs}. */
  public String words() {
    return "stopped at %s of %s"
        .formatted(Figures.count(epochs), Figures.counted(planned, "epoch"));
  }

  /** What a reader must know. */
  public String sentence(String name) {
    return "`%s` %s: its figures may change. The same `train` command continues it."
        .formatted(name, words());
  }
}
