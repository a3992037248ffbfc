package dev.nextvec.internal.spark;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerBlockManagerRemoved;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.storage.BlockManagerId;

/** Which executors are gone, and what Spark says of each: whether they work or not. */
final class EndedExecutors extends SparkListener implements AutoCloseable {
  private final SparkContext spark;
  private final Map<String, String> ids = new ConcurrentHashMap<>();
  private final Map<String, String> reasons = new ConcurrentHashMap<>();

  /** Of those that go from now on. */
  EndedExecutors(SparkContext spark) {
    this.spark = spark;
    spark.addSparkListener(this);
  }

  @Override
  public void onBlockManagerRemoved(SparkListenerBlockManagerRemoved removed) {
    BlockManagerId block = removed.blockManagerId();
    ids.put(block.host() + ":" + block.port(), block.executorId());
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    reasons.put(removed.executorId(), removed.reason());
  }

  /**
   * An executor that is gone.
   *
   * @param reason in Spark's words
   */
  record Ended(String executor, String reason) {}

  /**
   * The one that was there, if it is gone.
   *
   * @param place host and port, by which Spark lists it
   */
  Optional<Ended> at(String place) {
    return Optional.ofNullable(ids.get(place))
        .flatMap(id -> Optional.ofNullable(reasons.get(id)).map(reason -> new Ended(id, reason)));
  }

  @Override
  public void close() {
    spark.removeSparkListener(this);
  }
}
