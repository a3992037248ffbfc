package dev.nextvec.internal.spark;

import dev.nextvec.internal.workflow.TeamMember;
import java.io.Serializable;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.LongAccumulator;

/**
 * What the first worker of a training counts with, as Spark carries it to the driver: sums, which
 * are brought to what they are to say.
 *
 * @param windows trained on since the start of training
 * @param loss of the last step
 */
record StepCounters(LongAccumulator windows, DoubleAccumulator loss) implements Serializable {

  /** Counts from nothing, in the task that calls it. */
  TeamMember.Steps from() {
    return (done, last) -> {
      windows.add(done - windows.sum());
      loss.add(last - loss.sum());
    };
  }
}
