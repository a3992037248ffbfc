package dev.nextvec.internal.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.RetrievalRanks;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.engine.CountingElsewhere;
import dev.nextvec.internal.engine.CountingSite;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.engine.RowCounting;
import dev.nextvec.internal.eval.Measuring;
import dev.nextvec.internal.eval.RetrievalCollector;
import dev.nextvec.internal.workflow.Sweep;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ranking a test on a real standalone Spark. */
@Tag("slow")
@Timeout(600)
class SparkCountingTest {
  private static final int DIM = 4;
  private static final int LENGTH = 1000;
  private static final int DOCUMENTS = 3 * RowCounting.ALIGNMENT / LENGTH + 1;

  @TempDir static Path folder;

  private static Path dataset(Path target) throws IOException {
    Random random = new Random(1);
    try (DatasetWriter writer =
        DatasetWriter.create(target, DatasetOptions.of(DIM, VectorType.FLOAT32))) {
      for (int document = 0; document < DOCUMENTS; document++) {
        float[] rows = new float[LENGTH * DIM];
        for (int i = 0; i < rows.length; i++) {
          rows[i] = (float) random.nextGaussian();
        }
        writer.begin("d" + document, "Document " + document, "d" + document);
        writer.add(List.of(), rows, 0, LENGTH);
        writer.end();
      }
      writer.finish();
    }
    return target;
  }

  private static RetrievalRanks ranks(Engine engine, Windows windows) {
    int[] tested = IntStream.range(0, 400).map(i -> i * (windows.size() / 400)).toArray();
    RetrievalCollector ranks =
        new RetrievalCollector(
            engine, windows, tested, tested.length, Optional.empty(), Optional.empty());
    Measuring.predictions(new LinearAverage(3, DIM), windows, tested, ranks);
    return ranks.retrieval();
  }

  @Test
  void ranksAreThoseOfOneMachineAndAMachineThatHangsIsNotWaitedForNorOneThatLacksVectorsUnnamed()
      throws Exception {
    Path vectors = folder.resolve("data/vectors.npy");
    Engine here = Sweep.Computing.anywhere(1).engine().get();
    try (Dataset dataset = Dataset.open(dataset(folder.resolve("data")));
        CountingSite.Counts site =
            new SparkCounting(LoopbackCluster.shared().spark()).open(line -> {})) {
      Windows windows = dataset.windows(3);
      Engine cluster = new CountingElsewhere(here, site);
      RetrievalRanks alone = ranks(here, windows);
      assertThat(ranks(cluster, windows)).usingRecursiveComparison().isEqualTo(alone);
      assertThat(alone.corpus().above()).isNotEqualTo(new int[alone.size()]);
      ProcessHandle hung = LoopbackCluster.shared().executor();
      LoopbackCluster.hang(hung);
      assertThat(ranks(cluster, windows)).usingRecursiveComparison().isEqualTo(alone);
      hung.destroyForcibly();
      try (FileChannel file = FileChannel.open(vectors, StandardOpenOption.WRITE)) {
        file.truncate(file.size() - 5);
      }
      assertThatThrownBy(() -> ranks(cluster, windows))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageMatching(
              "(?s).*worker 127\\.0\\.0\\.1 \\(executor \\d+\\): .*vectors\\.npy.*bytes.*");
      Files.move(vectors, folder.resolve("moved.npy"));
      assertThatThrownBy(() -> ranks(cluster, windows))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageMatching(
              "(?s).*worker 127\\.0\\.0\\.1 \\(executor \\d+\\): no such file or directory there:"
                  + " `.*vectors\\.npy`");
    }
  }
}
