package dev.nextvec.internal.spark;

import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.workflow.LazyEngine;
import dev.nextvec.internal.workflow.Sweep;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkEnv;

/** What computes in this executor: started once, whatever tasks run beside each other. */
final class ExecutorEngines {
  private static final ExecutorEngines HERE = new ExecutorEngines();

  private final Map<Sweep.Computing, LazyEngine> open = new HashMap<>();

  private ExecutorEngines() {}

  /**
   * An engine, open as long as the executor lives; where no number of threads was asked for, with
   * one for each core that Spark gives a task.
   */
  static LazyEngine get(Sweep.Computing wanted) {
    int cores = SparkEnv.get().conf().getInt("spark.task.cpus", 1);
    return HERE.started(wanted.withThreadsOrElse(cores));
  }

  /** An engine that multiplies: on libtorch, or in plain Java where there is none. */
  static Engine counting(int threads) {
    return get(Sweep.Computing.anywhere(threads)).get();
  }

  private synchronized LazyEngine started(Sweep.Computing wanted) {
    return open.computeIfAbsent(wanted, Sweep.Computing::engine);
  }
}
