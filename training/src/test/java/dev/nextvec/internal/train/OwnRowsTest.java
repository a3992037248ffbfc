package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.nn.BatchShare;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.Goal;
import dev.nextvec.run.Loss;
import dev.nextvec.run.TrainingConfig;
import dev.nextvec.vector.VectorStore;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker reads what it computes with, and no more. */
class OwnRowsTest {
  @TempDir Path folder;

  /** Notes the rows that are read of it. */
  private record NotedRows(VectorStore vectors, Set<Long> read) implements VectorStore {
    @Override
    public long rows() {
      return vectors.rows();
    }

    @Override
    public int dimension() {
      return vectors.dimension();
    }

    @Override
    public void read(long first, int count, float[] into, int offset) {
      for (long row = first; row < first + count; row++) {
        read.add(row);
      }
      vectors.read(first, count, into, offset);
    }

    @Override
    public void close() {}
  }

  private static TrainingState start() {
    SortedMap<String, Double> none = new TreeMap<>();
    return TrainingState.start(EpochRecord.untrained(1, 0, 0, none, OptionalDouble.empty()));
  }

  private static void step(
      Dataset dataset, TrainingConfig config, GradientExchange exchange, Set<Long> read) {
    Windows windows = new Windows(new NotedRows(dataset.vectors(), read), dataset.documents(), 5);
    Split split = Split.of(dataset, 5, 1);
    var engine = Tiny.engine().torch();
    try (Learner learner = new Learner(engine, Tiny.architecture("gru"), config, exchange);
        Gather gather = new Gather(engine, windows, Tiny.BATCH)) {
      new EpochSteps(config, windows, split, start(), learner, gather, new Sharing(exchange, 2))
          .take(start());
    }
  }

  /** The rows of a share of the first batch. */
  private static Set<Long> rows(
      Dataset dataset, TrainingConfig config, BatchShare share, int firstInWindow) {
    Windows windows = dataset.windows(5);
    int[] train = Split.of(dataset, 5, 1).train();
    int[] order = EpochOrder.of(new Goal.Regression(), windows, train, config.seed(), 1);
    Set<Long> rows = new TreeSet<>();
    for (int i = share.first(); i < share.first() + share.size(); i++) {
      for (int at = firstInWindow; at <= 5; at++) {
        rows.add(windows.firstRow(order[i]) + at);
      }
    }
    return rows;
  }

  private void check(Loss loss) throws Exception {
    TrainingConfig tiny = Tiny.config(1, 1e-3, 1);
    TrainingConfig config =
        new TrainingConfig(
            1, Tiny.BATCH, tiny.optimiser(), 1, loss, tiny.schedule(), 0, tiny.seed());
    ThreadExchange.Meeting meeting = new ThreadExchange.Meeting(2);
    Set<Long> second = new TreeSet<>();
    try (Dataset dataset = Tiny.dataset(folder.resolve(loss.name()));
        ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<?> other = thread.submit(() -> step(dataset, config, exchange(meeting, 1), second));
      step(dataset, config, exchange(meeting, 0), new TreeSet<>());
      other.get();
      Set<Long> expected = rows(dataset, config, BatchShare.of(Tiny.BATCH, 1, 2), 0);
      if (loss instanceof Loss.InfoNce) {
        expected.addAll(rows(dataset, config, BatchShare.whole(Tiny.BATCH), 5));
      }
      assertThat(second).isEqualTo(expected);
    }
  }

  private static GradientExchange exchange(ThreadExchange.Meeting meeting, int rank) {
    return new ThreadExchange(Tiny.engine().torch(), meeting, rank);
  }

  @Test
  void aStepReadsTheWindowsOfItsShare() throws Exception {
    check(new Loss.MeanSquaredError());
  }

  @Test
  void aLossThatComparesWindowsReadsTheOtherTargetsToo() throws Exception {
    check(new Loss.InfoNce(0.1));
  }
}
