package dev.nextvec.internal.train;

import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.TrainingConfig;
import java.util.List;

/** When a training ends by itself. */
final class Stopping {
  private Stopping() {}

  /**
   * Whether a training with this history is at its end: all epochs are done, or none of the last
   * {@code earlyStop} was better than the best trained one before them.
   */
  static boolean ends(TrainingConfig config, List<EpochRecord> history) {
    int done = history.size();
    return done >= config.epochs()
        || (config.earlyStop() > 0 && done - bestTrained(history) >= config.earlyStop());
  }

  /**
   * Whether a training with these settings, begun anew, would pass through this history: it would
   * not have ended before.
   */
  static boolean reaches(TrainingConfig config, List<EpochRecord> history) {
    for (int done = 0; done < history.size(); done++) {
      if (ends(config, history.subList(0, done))) {
        return false;
      }
    }
    return true;
  }

  private static int bestTrained(List<EpochRecord> history) {
    int best = 0;
    double lowest = Double.POSITIVE_INFINITY;
    for (EpochRecord epoch : history) {
      if (epoch.error() < lowest) {
        lowest = epoch.error();
        best = epoch.epoch();
      }
    }
    return best;
  }
}
