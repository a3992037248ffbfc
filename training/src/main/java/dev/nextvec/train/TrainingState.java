package dev.nextvec.train;

import dev.nextvec.run.EpochRecord;
import java.util.List;

/**
 * Where a training run stands, apart from weights and moments. Shuffling and dropout are functions
 * of the seed and these counters, so nothing else has to be kept for an exact continuation.
 *
 * @param epoch the epoch in progress, from 1
 * @param stepInEpoch steps of it that are done
 * @param step steps done in all
 * @param sums over the epoch in progress
 * @param history finished epochs
 * @param seconds wall time trained so far
 */
record TrainingState(
    int epoch, long stepInEpoch, long step, Sums sums, List<EpochRecord> history, double seconds) {

  TrainingState {
    history = List.copyOf(history);
  }

  static TrainingState start() {
    return new TrainingState(1, 0, 0, Sums.ZERO, List.of(), 0);
  }

  /** Sums over the finished steps of an epoch; {@code seconds} without validation. */
  record Sums(double loss, double cosine, double norm, long samples, double seconds) {
    static final Sums ZERO = new Sums(0, 0, 0, 0, 0);

    Sums plus(Learner.Step step, int size, double stepSeconds) {
      return new Sums(
          loss + step.loss() * size,
          cosine + step.cosines(),
          norm + step.gradientNorm(),
          samples + size,
          seconds + stepSeconds);
    }
  }

  /** The finished epoch with the lowest {@link EpochRecord#error}; 0 before the first. */
  int bestEpoch() {
    int best = 0;
    double lowest = Double.POSITIVE_INFINITY;
    for (EpochRecord record : history) {
      if (record.error() < lowest) {
        lowest = record.error();
        best = record.epoch();
      }
    }
    return best;
  }

  double[] errors() {
    return history.stream().mapToDouble(EpochRecord::error).toArray();
  }
}
