package dev.nextvec.internal.spark;

import dev.nextvec.internal.text.InstalledEncoder;
import dev.nextvec.internal.workflow.WorkerLook;
import dev.nextvec.internal.workflow.WorkerReport;
import java.io.IOException;
import java.io.Serializable;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.util.CollectionAccumulator;

/**
 * Looks at the worker that it comes to. Whatever is wrong there is told, not thrown: Spark would
 * try another.
 */
final class LookTask implements VoidFunction<Integer> {
  private static final long serialVersionUID = 1;

  private final Versioned<WorkerLook> look;
  private final CollectionAccumulator<Answer> told;

  /**
   * @param told receives an answer of each worker
   */
  LookTask(Versioned<WorkerLook> look, CollectionAccumulator<Answer> told) {
    this.look = look;
    this.told = told;
  }

  /**
   * What a worker answers.
   *
   * @param place host and port, by which Spark lists it
   */
  record Answer(String place, WorkerReport report) implements Serializable {}

  @Override
  public void call(Integer number) {
    var block = SparkEnv.get().blockManager().blockManagerId();
    told.add(new Answer(block.host() + ":" + block.port(), report(NumberedTask.worker())));
  }

  private WorkerReport report(String worker) {
    try {
      return look.read()
          .here(worker, new InstalledEncoder(1), new ExecutorMonitor(TaskContext.get()));
    } catch (IOException | RuntimeException | LinkageError | InternalError e) {
      return new WorkerReport.Unseen(worker, WorkerFailure.words(e));
    }
  }
}
