package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.Goal;
import dev.nextvec.run.Loss;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GatesTest {
  private static final AmnR SPEC = new AmnR(Tiny.DIM, 5, 8, 4, 4, 0.1);

  @TempDir Path directory;

  @Test
  void leastSquaresWithinTheSquareIsTheClosedForm() {
    double[][] gram = {{2, 0.5}, {0.5, 1}};
    double[] along = {2 * 0.3 + 0.5 * 0.8, 0.5 * 0.3 + 0.8};
    assertThat(Gates.least(gram, along)).containsExactly(new double[] {0.3, 0.8}, within(1e-8));
  }

  @Test
  void leastSquaresBeyondTheSquareIsAtItsEdge() {
    double[][] gram = {{2, 0.5}, {0.5, 1}};
    double[] along = {2 * 2 + 0.5 * 0.5, 0.5 * 2 + 0.5}; // best at (2, 0.5)
    assertThat(Gates.least(gram, along)).containsExactly(new double[] {1, 1}, within(1e-8));
    assertThat(Gates.least(gram, new double[] {-1, -1})).containsExactly(0, 0);
  }

  @Test
  void aPartThatAddsNothingHasNoShare() {
    assertThat(Gates.least(new double[][] {{0, 0}, {0, 4}}, new double[] {0, 1}))
        .containsExactly(new double[] {0, 0.25}, within(1e-12));
  }

  @Test
  void noOtherSharesNearbyHaveALowerError() throws IOException {
    try (Dataset dataset = Tiny.dataset(directory.resolve("data"));
        Learner learner = new Learner(Tiny.engine().torch(), SPEC, Tiny.config(1, 1e-3, 1));
        Gather gather = new Gather(Tiny.engine().torch(), dataset.windows(5), 8)) {
      Split split = Split.of(dataset, 5, 1);
      new ClosedFormStart(Tiny.engine(), dataset.windows(5), split.train(), split.validation())
          .of(SPEC, new Goal.Regression())
          .forEach(learner.weights()::set);
      float[] bias = new float[Tiny.DIM];
      bias[0] = 0.3f;
      learner.weights().set("residual_net.6.bias", bias);
      Gates.choose(learner, gather, split.validation(), 8);
      float[] best = learner.weights().get(Architecture.SHARES);
      for (float share : best) {
        assertThat(share).isBetween(0f, 1f);
      }
      double lowest = error(learner, gather, split.validation());
      for (float[] step : List.of(new float[] {0.02f, 0}, new float[] {0, 0.02f})) {
        for (int side : new int[] {-1, 1}) {
          float[] near = best.clone();
          for (int i = 0; i < near.length; i++) {
            near[i] = Math.clamp(near[i] + side * step[i], 0, 1);
          }
          learner.weights().set(Architecture.SHARES, near);
          assertThat(error(learner, gather, split.validation()))
              .isGreaterThanOrEqualTo(lowest - 1e-6);
        }
      }
    }
  }

  private static double error(Learner learner, Gather gather, int[] windows) {
    float[] raw = new float[8 * Tiny.DIM];
    double sum = 0;
    for (int from = 0; from < windows.length; from += 8) {
      Batch batch = gather.batch(windows, from, Math.min(8, windows.length - from));
      learner.predict(batch, raw);
      for (int i = 0; i < batch.size() * Tiny.DIM; i++) {
        sum += Math.pow(raw[i] - batch.targets()[i], 2);
      }
    }
    return sum;
  }

  @Test
  void theSharesOfEachEpochAreRecordedAndTheBestAreInTheModel() throws IOException {
    Path run = directory.resolve("run");
    try (Dataset dataset = Tiny.dataset(directory.resolve("data"))) {
      List<EpochRecord> history =
          Tiny.train(dataset, SPEC, Tiny.config(3, 1e-3, 1), run, Tiny.NEVER).history();
      assertThat(history)
          .allSatisfy(epoch -> assertThat(epoch.shares()).containsOnlyKeys("linear", "network"));
      assertThat(history.getFirst().shares().values()).anyMatch(share -> share > 0);
      assertThat(new RunDirectory(run).info().history()).isEqualTo(history);
    }
  }

  @Test
  void contrastiveTrainingTakesEveryPartWhole() throws IOException {
    TrainingConfig mse = Tiny.config(1, 1e-3, 1);
    TrainingConfig config =
        new TrainingConfig(1, 8, mse.optimiser(), 1, new Loss.InfoNce(0.07), mse.schedule(), 0, 1);
    try (Dataset dataset = Tiny.dataset(directory.resolve("data"))) {
      List<EpochRecord> history =
          Tiny.train(dataset, SPEC, config, directory.resolve("run"), Tiny.NEVER).history();
      assertThat(history.getFirst().shares().values()).containsExactly(1.0, 1.0);
    }
  }
}
