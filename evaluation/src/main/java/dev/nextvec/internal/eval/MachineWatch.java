package dev.nextvec.internal.eval;

import dev.nextvec.eval.Speed.Conditions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** Tells what else the machine did while something was timed. */
public final class MachineWatch {
  private static final int QUARTERS = 4;

  /** Fewer calls than that in a quarter tell nothing by their median. */
  private static final int FEWEST_IN_QUARTER = 10;

  /** Of calls of fewer nanoseconds the clock itself is a good part. */
  private static final long SHORT_CALL = 10_000;

  /** In less time the machine's clocks tell nothing. */
  private static final long SHORTEST = Duration.ofMillis(100).toNanos();

  private final SpeedProbe.Clocks clocks;
  private final ProcessorTimes before;

  MachineWatch(SpeedProbe.Clocks clocks) {
    this.clocks = clocks;
    this.before = clocks.read();
  }

  /** Watches from now on, for the calling thread. */
  public static MachineWatch begin() {
    return new MachineWatch(ProcessorTimes::now);
  }

  /**
   * What it did since; empty where too little time went by.
   *
   * @param spread of the times that were measured, see {@link #spread}
   */
  public Optional<Conditions> since(double spread) {
    ProcessorTimes after = clocks.read();
    return after.wall() - before.wall() < SHORTEST
        ? Optional.empty()
        : Optional.of(
            new Conditions(after.waitingSince(before), after.othersSince(before), spread));
  }

  /**
   * How much larger the largest median of the four quarters is than the smallest, as a share.
   *
   * @param inOrder times in nanoseconds, in the order in which they were measured
   */
  public static double spread(long[] inOrder) {
    int length = inOrder.length / QUARTERS;
    if (length < FEWEST_IN_QUARTER) {
      return 0;
    }
    long[] medians = new long[QUARTERS];
    for (int i = 0; i < QUARTERS; i++) {
      long[] quarter = Arrays.copyOfRange(inOrder, i * length, (i + 1) * length);
      Arrays.sort(quarter);
      medians[i] = quarter[length / 2];
    }
    Arrays.sort(medians);
    long most = medians[QUARTERS - 1] - medians[0];
    return (double) most / Math.max(SHORT_CALL, medians[0]);
  }
}
