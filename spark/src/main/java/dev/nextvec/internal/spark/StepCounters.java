package dev.nextvec.internal.spark;

import dev.nextvec.internal.workflow.TeamMember;
import java.io.Serializable;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.LongAccumulator;

/**
 * What the workers of a training tell the driver, as Spark carries it: how far the first is, by
 * sums, which are brought to what they are to say, and what all of them warn of.
 *
 * @param windows trained on since the start of training
 * @param loss of the last step
 * @param warnings lines, each with the name of its worker
 */
record StepCounters(
    LongAccumulator windows, DoubleAccumulator loss, CollectionAccumulator<String> warnings)
    implements Serializable {

  /** Counts from nothing, in the task that calls it. */
  TeamMember.Steps from() {
    return (done, last) -> {
      windows.add(done - windows.sum());
      loss.add(last - loss.sum());
    };
  }
}
