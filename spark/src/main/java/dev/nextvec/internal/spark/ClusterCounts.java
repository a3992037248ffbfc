package dev.nextvec.internal.spark;

import dev.nextvec.data.MappedVectors;
import dev.nextvec.data.VectorFiles;
import dev.nextvec.internal.engine.CountingSite;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.engine.RowCounting;
import dev.nextvec.progress.Monitor;
import dev.nextvec.vector.VectorStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.CollectionAccumulator;
import org.jspecify.annotations.Nullable;

/** Counts by executors, which are asked for when there is something to count. */
final class ClusterCounts implements CountingSite.Counts {
  private final Optional<JavaSparkContext> context;
  private final Monitor monitor;
  private @Nullable Cluster cluster;

  ClusterCounts(Optional<JavaSparkContext> context, Monitor monitor) {
    this.context = context;
    this.monitor = monitor;
  }

  @Override
  public int[] count(Engine here, VectorStore store, RowCounting counting) throws IOException {
    int stretches = CountTask.stretches(store.rows());
    if (stretches < 2 || !(store instanceof MappedVectors vectors)) {
      return counting.over(here, store, 0);
    }
    Cluster open = cluster();
    CollectionAccumulator<int[]> counts = open.told();
    VectorFiles files = VectorFiles.of(vectors);
    CountTask task = new CountTask(files, store.rows(), counting, here.threads(), counts);
    sayThatItIsCopied(files);
    try (Monitor.Work work = monitor.begin("rank", "stretches")) {
      List<Integer> numbers = IntStream.range(0, stretches).boxed().toList();
      open.run(numbers, task, open.ofTasks(work, stretches));
    }
    return sum(counts.value(), stretches);
  }

  /** Nothing is counted meanwhile. */
  private void sayThatItIsCopied(VectorFiles files) {
    if (!files.address().isEmpty()) {
      monitor.logOnce(
          "copies of " + files.address(),
          "workers that have no copy of %s make one before they rank".formatted(files.address()));
    }
  }

  private synchronized Cluster cluster() throws IOException {
    Cluster open = cluster;
    if (open == null) {
      Cluster.requireNamed(context);
      open = Cluster.of(context, monitor::log);
      cluster = open;
    }
    return open;
  }

  /** A task tells its counts once, however often it was begun. */
  private static int[] sum(List<int[]> counts, int stretches) throws IOException {
    if (counts.size() != stretches) {
      throw new IOException(
          "%d of %d stretches were counted: run the same command again"
              .formatted(counts.size(), stretches));
    }
    int[] sum = new int[counts.getFirst().length];
    for (int[] each : counts) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += each[i];
      }
    }
    return sum;
  }

  @Override
  public synchronized void close() {
    if (cluster != null) {
      cluster.close();
      cluster = null;
    }
  }
}
