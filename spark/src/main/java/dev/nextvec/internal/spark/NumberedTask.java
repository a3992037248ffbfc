package dev.nextvec.internal.spark;

import java.io.IOException;
import java.io.Serializable;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;

/** What one task of Spark does with one number, on whatever machine. */
interface NumberedTask extends Serializable {

  /** Does it; what is done already may be done again. */
  void work(int number) throws IOException;

  /** The same; a failure names the worker. */
  default void run(int number) {
    try {
      work(number);
    } catch (TaskKilledException killed) {
      throw killed;
    } catch (IOException | RuntimeException | LinkageError | InternalError e) {
      TaskContext.get().killTaskIfInterrupted();
      throw new WorkerFailure(worker(), e);
    }
  }

  /** The machine and the process that this is called on, as messages name them. */
  static String worker() {
    SparkEnv spark = SparkEnv.get();
    return worker(spark.blockManager().blockManagerId().host(), spark.executorId());
  }

  /** Another, likewise. */
  static String worker(String host, String executor) {
    return "worker %s (executor %s)".formatted(host, executor);
  }
}
