package dev.nextvec.internal.spark;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.storage.RDDInfo;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Says what failed on a worker, once, while Spark tries it again: perhaps on another. Tasks that
 * need each other are not tried again by Spark.
 */
final class FailedTasks extends SparkListener {
  private final Consumer<String> told;
  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final Set<Integer> together = ConcurrentHashMap.newKeySet();

  /**
   * @param told receives a sentence for each failure
   */
  FailedTasks(Consumer<String> told) {
    this.told = told;
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted stage) {
    var parts = CollectionConverters.asJava(stage.stageInfo().rddInfos());
    if (parts.stream().anyMatch(RDDInfo::isBarrier)) {
      together.add(stage.stageInfo().stageId());
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.reason() instanceof ExceptionFailure failure
        && failure.className().equals(WorkerFailure.class.getName())
        && !together.contains(end.stageId())
        && known.add(failure.description())) {
      told.accept(failure.description() + "; it is tried again");
    }
  }
}
