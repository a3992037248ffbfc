package dev.nextvec.internal.spark;

import org.apache.spark.api.java.JavaFutureAction;

/** Tells how far a job has come. */
@FunctionalInterface
interface Counting {
  /** Told now and then; ends the job by throwing {@link dev.nextvec.progress.Stopped}. */
  void update(JavaFutureAction<Void> job);
}
