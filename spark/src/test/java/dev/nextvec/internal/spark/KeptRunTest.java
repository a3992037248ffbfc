package dev.nextvec.internal.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.run.Checkpoints;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.workflow.KeptElsewhere;
import dev.nextvec.internal.workflow.MonitoredTraining;
import dev.nextvec.internal.workflow.TeamMember;
import dev.nextvec.internal.workflow.TeamSite;
import dev.nextvec.internal.workflow.TeamTask;
import dev.nextvec.internal.workflow.TeamTrainings;
import dev.nextvec.internal.workflow.TrainingTask;
import dev.nextvec.model.Gru;
import dev.nextvec.progress.Monitor;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.Schedule;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A training whose only worker is this process, on machines that have nothing in common but the
 * checkpoints: each is a folder.
 */
@Tag("slow")
class KeptRunTest {
  private static final int EPOCHS = 6;

  @TempDir static Path folder;
  private static Dataset dataset;

  @BeforeAll
  static void makeDataset() throws IOException {
    dataset = TrainingClusterTest.makeDataset(folder.resolve("data"));
    train("whole", "whole", Long.MAX_VALUE, 1);
  }

  @AfterAll
  static void close() {
    dataset.close();
  }

  /** It dies when so many windows are trained on: without a word, and without saving. */
  private record Dying(String machine, long windows) implements TeamSite {
    @Override
    public void train(TeamTask task, int workers, Watch watch) throws IOException {
      Path disk = folder.resolve(machine).resolve("disk");
      try (TeamMember member =
          TeamMember.ready(
              task, task.engine(1), task.open(Monitor.none()), Optional.of(disk), Monitor.none())) {
        Duration patience = Duration.ofMinutes(1);
        String host = "127.0.0.1";
        TeamMember.Door door = TeamMember.Door.open(true, host, patience);
        TeamMember.Place place =
            new TeamMember.Place(0, 1, "worker", host, host, door.port(), patience);
        Optional<String> failure =
            member.train(
                place,
                door,
                (done, loss) -> {
                  if (done > windows) {
                    throw new IllegalStateException("the machine went away");
                  }
                },
                () -> false);
        assertThat(failure).isEmpty();
      }
    }
  }

  private static TrainingTask task(String machine, long seed) {
    TrainingConfig usual = TrainingConfig.defaults();
    TrainingConfig config =
        new TrainingConfig(
            EPOCHS,
            256,
            usual.optimiser(),
            usual.clip(),
            usual.loss(),
            new Schedule.WarmupCosine(0.05),
            0,
            seed);
    Path run = folder.resolve(machine).resolve("runs/gru");
    return new TrainingTask("gru", new Gru(TrainingClusterTest.DIM, 5, 16, 1), config, run);
  }

  private static void train(String machine, String kept, long windows, long seed)
      throws IOException {
    train(machine, kept, windows, seed, Monitor.none());
  }

  private static void train(String machine, String kept, long windows, long seed, Monitor monitor)
      throws IOException {
    TrainingTask task = task(machine, seed);
    new TeamTrainings(
            dataset,
            Split.of(dataset, 5, 1),
            new Dying(machine, windows),
            Optional.of(new KeptElsewhere(address(kept), folder.resolve(machine).resolve("runs"))),
            Duration.ofMillis(1),
            1,
            Device.CPU,
            1)
        .run(List.of(task), monitor, MonitoredTraining.on(monitor));
  }

  private static String address(String kept) {
    return "file://" + folder.resolve(kept + "-kept");
  }

  private static RunInfo info(String machine) throws IOException {
    return task(machine, 1).run().info();
  }

  private static byte[] weights(String machine) throws IOException {
    return Files.readAllBytes(task(machine, 1).path().resolve("model.safetensors"));
  }

  @Test
  void anotherMachineGoesOnWhereOneDiedToTheSameBits() throws IOException {
    long windows = 0;
    for (String machine : List.of("first", "second", "third")) {
      windows += 1500; // in the middle of an epoch
      long last = windows;
      assertThatThrownBy(() -> train(machine, "moved", last, 1))
          .hasMessageContaining("the machine went away");
      assertThat(info(machine).status()).isEqualTo(RunInfo.Status.RUNNING);
    }
    assertThat(info("third").history()).hasSizeBetween(2, EPOCHS - 1);
    train("fourth", "moved", Long.MAX_VALUE, 1);
    assertThat(info("fourth").status()).isEqualTo(RunInfo.Status.FINISHED);
    assertThat(info("fourth").history())
        .startsWith(info("third").history().toArray(new EpochRecord[0]));
    assertThat(weights("fourth")).isEqualTo(weights("whole"));
    assertThat(task("fourth", 1).path().resolve("metrics.jsonl")).isNotEmptyFile();
    assertThat(task("fourth", 1).path().resolve("tensorboard")).isNotEmptyDirectory();
    try (Stream<Path> left = Files.list(folder.resolve("fourth/disk"))) {
      assertThat(left).isEmpty();
    }
    assertThat(Checkpoints.at(address("moved") + "/gru").isBeingWritten()).isFalse();
  }

  @Test
  void aFinishedTrainingIsFetchedAndNothingIsTrained() throws IOException {
    train("reader", "whole", 0, 1);
    assertThat(weights("reader")).isEqualTo(weights("whole"));
    assertThat(info("reader").history()).isEqualTo(info("whole").history());
  }

  @Test
  void aFirstCheckpointThatWasNeverFinishedIsNamedOnceAndTheTrainingBegins() throws IOException {
    Path gru = Files.createDirectories(folder.resolve("cut-kept/gru"));
    Files.writeString(gru.resolve("checkpoint-000000001.json"), "{\n  \"format\"");
    TrainingClusterTest.Lines lines = new TrainingClusterTest.Lines(Integer.MAX_VALUE);
    assertThatThrownBy(() -> train("cut", "cut", 0, 1, lines))
        .hasMessageContaining("the machine went away");
    assertThat(lines.said)
        .filteredOn(line -> line.contains("checkpoint-000000001.json"))
        .singleElement()
        .asString()
        .matches("warning: .*/gru/.* was never finished, and there is no other checkpoint");
  }

  @Test
  void whatWasTrainedBeforeIsKeptFromThenOn() throws IOException {
    assertThatThrownBy(() -> train("begun", "begun", 2500, 1))
        .hasMessageContaining("the machine went away");
    assertThat(info("begun").history()).isNotEmpty();
    train("begun", "other", Long.MAX_VALUE, 1);
    assertThat(weights("begun")).isEqualTo(weights("whole"));
    assertThatThrownBy(() -> train("begun", "whole", 0, 2))
        .hasMessageContaining("holds a run with seed 1, not 2");
  }

  @Test
  void checkpointsOfAnotherTrainingAreRefused() throws IOException {
    assertThatThrownBy(() -> train("elsewhere", "whole", 0, 2))
        .hasMessageContaining(address("whole") + "/gru holds a run with seed 1, not 2");
    assertThat(task("elsewhere", 2).run().exists()).isFalse();
    assertThatThrownBy(() -> train("own", "own", 2500, 1))
        .hasMessageContaining("the machine went away");
    byte[] own = weights("own");
    assertThatThrownBy(() -> train("own", "whole", 0, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("are of two trainings");
    assertThat(weights("own")).isEqualTo(own);
    Files.delete(task("own", 1).path().resolve("run.json"));
    assertThatThrownBy(() -> train("own", "own", 0, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds parts of a run, but no run.json");
    assertThat(weights("own")).isEqualTo(own);
  }
}
