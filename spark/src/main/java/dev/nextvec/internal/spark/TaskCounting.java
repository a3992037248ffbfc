package dev.nextvec.internal.spark;

import dev.nextvec.progress.Progress;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkStatusTracker;
import org.jspecify.annotations.Nullable;

/** Counts the tasks of a job that are done. */
record TaskCounting(JavaSparkStatusTracker tracker, Progress progress, long total)
    implements Counting {
  @Override
  public void update(JavaFutureAction<Void> job) {
    long done = 0;
    for (int id : job.jobIds()) {
      @Nullable SparkJobInfo known = tracker.getJobInfo(id);
      for (int stage : known == null ? new int[0] : known.stageIds()) {
        @Nullable SparkStageInfo info = tracker.getStageInfo(stage);
        done += info == null ? 0 : info.numCompletedTasks();
      }
    }
    progress.update(Math.min(done, total), total);
  }
}
