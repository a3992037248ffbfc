package dev.nextvec.internal.train;

import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.RunInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a training run stands, apart from weights and moments. Shuffling and dropout are functions
 * of the seed and these counters, so nothing else has to be kept for an exact continuation.
 *
 * @param epoch the epoch in progress, from 1
 * @param stepInEpoch steps of it that are done
 * @param step steps done in all
 * @param sums over the epoch in progress
 * @param untrained epoch 0; absent in what was trained before it was measured
 * @param history finished epochs
 * @param seconds wall time trained so far
 */
record TrainingState(
    int epoch,
    long stepInEpoch,
    long step,
    Sums sums,
    Optional<EpochRecord> untrained,
    List<EpochRecord> history,
    double seconds) {

  TrainingState {
    history = List.copyOf(history);
  }

  static TrainingState start(EpochRecord untrained) {
    return new TrainingState(
        1, 0, 0, Sums.ZERO, Optional.of(untrained), List.of(), untrained.seconds());
  }

  /** Where a run stands that has ended. */
  static TrainingState ended(RunInfo run) {
    List<EpochRecord> history = run.history();
    long step = history.isEmpty() ? 0 : history.getLast().step();
    double seconds = history.isEmpty() ? 0 : history.getLast().seconds();
    return new TrainingState(
        history.size() + 1, 0, step, Sums.ZERO, run.untrained(), history, seconds);
  }

  /** Where it stands once this epoch is finished: before the first step of the next. */
  TrainingState after(EpochRecord finished) {
    List<EpochRecord> longer = new ArrayList<>(history);
    longer.add(finished);
    return new TrainingState(epoch + 1, 0, step, Sums.ZERO, untrained, longer, finished.seconds());
  }

  /** Sums over the finished steps of an epoch; {@code seconds} without validation. */
  record Sums(double loss, double cosine, double norm, long samples, double seconds) {
    static final Sums ZERO = new Sums(0, 0, 0, 0, 0);

    Sums plus(EpochSteps.Round round, double roundSeconds) {
      Learner.Step figures = round.figures();
      return new Sums(
          loss + figures.loss() * round.windows(),
          cosine + figures.cosines(),
          norm + figures.gradientNorm() * round.steps(),
          samples + round.windows(),
          seconds + roundSeconds);
    }
  }

  /** The epoch whose weights are kept, 0 for the untrained ones; empty if there is none yet. */
  OptionalInt bestEpoch() {
    return EpochRecord.best(untrained, history).stream().mapToInt(EpochRecord::epoch).findFirst();
  }

  /** Whether the weights are those that the last finished epoch ended with. */
  boolean isBetweenEpochs() {
    return stepInEpoch == 0;
  }

  /** What steers the learning rate; epoch 0 does not. */
  double[] errors() {
    return history.stream().mapToDouble(EpochRecord::error).toArray();
  }
}
