package dev.nextvec.internal.spark;

import dev.nextvec.internal.engine.EngineMissing;
import dev.nextvec.internal.workflow.SweepTask;
import java.io.IOException;
import org.apache.spark.TaskContext;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;

/**
 * Trains and tests one run of a sweep. What the run itself cannot stand, as a loss that explodes,
 * is told and not tried again, on whatever machine; what the machine lacks is thrown, and Spark
 * tries another.
 *
 * @param run a {@link SweepTask} as JSON
 * @param epochs counts those that are done
 * @param refused receives the line of a run that failed
 */
record SweepRunTask(String run, LongAccumulator epochs, CollectionAccumulator<String> refused)
    implements NumberedTask {
  @Override
  public void work(int number) throws IOException {
    ExecutorMonitor monitor = new ExecutorMonitor(TaskContext.get());
    SweepTask task = SweepTask.of(run);
    try {
      task.run(ExecutorEngines.get(task.sweep().computing()), monitor, epochs::add);
    } catch (EngineMissing missing) {
      throw missing;
    } catch (IllegalArgumentException | IllegalStateException failed) {
      refused.add(String.valueOf(failed.getMessage()));
    }
  }
}
