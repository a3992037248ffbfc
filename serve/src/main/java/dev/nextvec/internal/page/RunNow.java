package dev.nextvec.internal.page;

import dev.nextvec.provenance.Environment;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.RunInfo;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A run as it is just now.
 *
 * @param name of the run among those of its folder
 * @param group runs of the same data and split have the same
 * @param state what it is at
 * @param facts what does not change from epoch to epoch
 * @param progress how far it has come
 * @param points its course, thinned
 * @param unreadable lines of its metrics that are no epochs, so that the course lacks them
 * @param version grows whenever anything changed
 */
record RunNow(
    String name,
    String group,
    RunState state,
    Facts facts,
    Progress progress,
    List<RunCurve.Point> points,
    int unreadable,
    long version) {

  /**
   * What a run was started with.
   *
   * @param epochs how many there are to be
   * @param earlyStop epochs without a better one before it ends; 0 for never
   * @param machine where it was trained
   */
  record Facts(int epochs, int earlyStop, String machine) {
    static Facts of(RunInfo info) {
      Environment where = info.provenance().environment();
      String machine =
          where.machine().replaceFirst("^\\S+ ", "")
              + (where.device().equals("cpu") ? "" : ", " + where.device());
      return new Facts(
          info.config().epochs(),
          info.config().earlyStop(),
          where.processor().equals(Environment.UNKNOWN)
              ? machine
              : where.processor() + ", " + machine);
    }
  }

  /**
   * How far a run has come.
   *
   * @param epoch the last that is finished
   * @param best the epoch whose weights are kept
   * @param seconds wall time so far
   * @param secondsAnEpoch of the last ten; absent before the second
   */
  record Progress(
      int epoch, Optional<EpochRecord> best, double seconds, OptionalDouble secondsAnEpoch) {
    private static final int LATEST = 10;

    static Progress of(Optional<EpochRecord> untrained, List<EpochRecord> history) {
      if (history.isEmpty()) {
        return new Progress(0, untrained, 0, OptionalDouble.empty());
      }
      EpochRecord last = history.getLast();
      EpochRecord before = history.get(Math.max(0, history.size() - 1 - LATEST));
      OptionalDouble each =
          before.epoch() < last.epoch()
              ? OptionalDouble.of(
                  (last.seconds() - before.seconds()) / (last.epoch() - before.epoch()))
              : OptionalDouble.empty();
      return new Progress(last.epoch(), EpochRecord.best(untrained, history), last.seconds(), each);
    }
  }

  /** Seconds to the last epoch; training may end before it. Absent where it is not training. */
  OptionalDouble left() {
    OptionalDouble each = progress.secondsAnEpoch();
    return state == RunState.TRAINING && each.isPresent()
        ? OptionalDouble.of(Math.max(0, facts.epochs() - progress.epoch()) * each.getAsDouble())
        : OptionalDouble.empty();
  }
}
