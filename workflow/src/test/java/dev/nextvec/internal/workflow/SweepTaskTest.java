package dev.nextvec.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.data.SplitFractions;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Transformer;
import dev.nextvec.run.Goal;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** A run of a sweep reaches another machine as it left this one. */
class SweepTaskTest {
  private static Sweep sweep(OptionalInt windows, int threads, boolean tested) {
    return new Sweep(
        Path.of("/data/set.nv"),
        "ab".repeat(32),
        new Sweep.Parts(7, new SplitFractions(0.2, 0.05), -3, windows),
        Duration.ofMillis(1500),
        new Sweep.Computing(Device.CPU, threads),
        tested);
  }

  @Test
  void allThatItIsTravels() throws IOException {
    TrainingConfig config = TrainingConfig.defaults().withEpochs(3).withSeed(Long.MIN_VALUE);
    TrainingTask plain =
        new TrainingTask("gru-seed-1", new Gru(8, 7, 16, 2), config, Path.of("/runs/a"), 4);
    SweepTask first = new SweepTask(sweep(OptionalInt.empty(), 0, true), plain);
    assertThat(SweepTask.of(first.json())).isEqualTo(first);
    TrainingTask retrieving =
        new TrainingTask(
            "t", Transformer.standard(8), config.withGoal(Goal.Retrieval.STANDARD), Path.of("/b"));
    SweepTask second = new SweepTask(sweep(OptionalInt.of(500), 3, false), retrieving);
    assertThat(SweepTask.of(second.json())).isEqualTo(second);
  }
}
