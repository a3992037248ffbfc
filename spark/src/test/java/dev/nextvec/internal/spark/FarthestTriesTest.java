package dev.nextvec.internal.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.Success$;
import org.apache.spark.TaskEndReason;
import org.apache.spark.executor.ExecutorMetrics;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.scheduler.TaskLocality;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.Tuple4;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** In the events that Spark's driver tells of tasks. */
class FarthestTriesTest {
  private static final long COUNTER = 7;
  private static final int STAGE = 3;
  private static final TaskEndReason LOST = new ExecutorLostFailure("1", true, Option.empty());

  private final FarthestTries tries = new FarthestTries(COUNTER);

  private static TaskInfo task(long id, int partition) {
    return new TaskInfo(id, 0, 0, partition, 0, "1", "here", TaskLocality.ANY(), false);
  }

  private void begin(long id, int partition) {
    tries.onTaskStart(new SparkListenerTaskStart(STAGE, 0, task(id, partition)));
  }

  private static Seq<AccumulableInfo> counted(long counter, long done) {
    AccumulableInfo info =
        new AccumulableInfo(
            counter,
            Option.apply("done"),
            Option.apply(done),
            Option.empty(),
            false,
            false,
            Option.empty());
    return CollectionConverters.asScala(List.of(info)).toSeq();
  }

  private void heartbeat(long id, long counter, long done) {
    Tuple4<Object, Object, Object, Seq<AccumulableInfo>> of =
        new Tuple4<>(id, STAGE, 0, counted(counter, done));
    tries.onExecutorMetricsUpdate(
        new SparkListenerExecutorMetricsUpdate(
            "1",
            CollectionConverters.asScala(List.of(of)).toSeq(),
            scala.collection.immutable.Map$.MODULE$.empty()));
  }

  private void end(long id, int partition, TaskEndReason reason, Optional<Long> done) {
    TaskInfo info = task(id, partition);
    done.ifPresent(count -> info.setAccumulables(counted(COUNTER, count)));
    tries.onTaskEnd(
        new SparkListenerTaskEnd(STAGE, 0, "", reason, info, new ExecutorMetrics(), null));
  }

  @Test
  void aPartThatIsTriedAgainStandsWhereItWasUntilTheSecondTryIsFarther() {
    begin(1, 0);
    begin(2, 1);
    heartbeat(1, COUNTER, 100);
    heartbeat(2, COUNTER, 30);
    assertThat(tries.sum()).isEqualTo(130);
    end(1, 0, LOST, Optional.empty());
    assertThat(tries.sum()).isEqualTo(130);
    begin(3, 0);
    heartbeat(3, COUNTER, 40);
    assertThat(tries.sum()).isEqualTo(130);
    heartbeat(3, COUNTER, 110);
    assertThat(tries.sum()).isEqualTo(140);
    end(3, 0, Success$.MODULE$, Optional.of(200L));
    end(2, 1, Success$.MODULE$, Optional.of(200L));
    assertThat(tries.sum()).isEqualTo(400);
  }

  @Test
  void twoTasksAtOnePartCountOnce() {
    begin(1, 0);
    begin(2, 0);
    heartbeat(1, COUNTER, 100);
    heartbeat(2, COUNTER, 90);
    assertThat(tries.sum()).isEqualTo(100);
    end(2, 0, Success$.MODULE$, Optional.of(200L));
    heartbeat(1, COUNTER, 120);
    heartbeat(2, COUNTER, 190);
    assertThat(tries.sum()).isEqualTo(200);
  }

  @Test
  void whatElseTasksCountIsNothingToIt() {
    begin(1, 0);
    heartbeat(1, COUNTER + 1, 5);
    heartbeat(9, COUNTER, 5);
    assertThat(tries.sum()).isZero();
  }
}
