package dev.nextvec.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.compare.Comparison;
import dev.nextvec.data.Dataset;
import dev.nextvec.model.Amn;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Model;
import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Stopped;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
  private static final Comparisons QUICK = Comparisons.DEFAULT.withSpeed(SpeedSettings.NONE);

  @TempDir Path directory;
  private Dataset dataset;

  @BeforeEach
  void open() throws IOException {
    dataset = Dataset.open(Walk.dataset(directory.resolve("data"), 30, 15));
  }

  @AfterEach
  void close() {
    dataset.close();
  }

  /** Listens, and asks to stop after some epochs. */
  private static final class Ear implements Monitor {
    private final List<String> lines = new ArrayList<>();
    private final int patience;

    Ear(int patience) {
      this.patience = patience;
    }

    @Override
    public Work begin(String name, String unit) {
      lines.add("begin " + name + " in " + unit);
      return Monitor.none().begin(name, unit);
    }

    @Override
    public void log(String line) {
      lines.add(line);
    }

    @Override
    public void logOnce(String topic, String line) {
      lines.add(line);
    }

    @Override
    public boolean isStopRequested() {
      return lines.stream().filter(line -> line.contains("epoch")).count() >= patience;
    }
  }

  private Training small() {
    return Training.of(dataset).architecture(new Amn(Walk.DIM, 5, 8, 4, Amn.Init.ZERO)).epochs(2);
  }

  @Test
  void whatIsNotChosenIsTheSpecifications() throws IOException {
    Run run = Training.of(dataset).epochs(1).run(directory.resolve("run"));
    RunInfo info = run.info();
    assertThat(info.architecture()).isEqualTo(Amn.standard(Walk.DIM));
    assertThat(info.config()).isEqualTo(TrainingConfig.defaults().withEpochs(1));
    assertThat(info.status()).isEqualTo(RunInfo.Status.FINISHED);
    assertThat(directory.resolve("run/tensorboard")).isNotEmptyDirectory();
  }

  @Test
  void aRunWithoutADirectoryIsTestedComparedAndForgotten() throws IOException {
    Path room;
    try (Run one = small().run();
        Run other = small().architecture(new Gru(Walk.DIM, 5, 8, 1)).run()) {
      room = one.path();
      Comparison comparison = QUICK.compare(one, other);
      assertThat(comparison.networks()).extracting(row -> row.name()).contains("amn", "gru");
      assertThat(one.evaluate())
          .isEqualTo(
              comparison.networks().stream()
                  .filter(row -> row.name().equals("amn"))
                  .findFirst()
                  .orElseThrow()
                  .evaluation());
      assertThat(comparison.baselines()).hasSizeGreaterThanOrEqualTo(4);
      try (Model model = one.model()) {
        assertThat(model.dimension()).isEqualTo(Walk.DIM);
      }
    }
    assertThat(room).doesNotExist();
    assertThat(room.getParent()).doesNotExist();
  }

  @Test
  void aTrainingThatWasStoppedContinuesToTheSameWeights() throws IOException {
    Path stopped = directory.resolve("stopped");
    Path whole = directory.resolve("whole");
    small().epochs(4).run(whole);
    Ear ear = new Ear(1);
    assertThatThrownBy(() -> small().epochs(4).monitor(ear).run(stopped))
        .isInstanceOf(Stopped.class);
    assertThat(ear.lines).contains("begin stopped in windows");
    assertThat(ear.lines).anyMatch(line -> line.startsWith("stopped: epoch 1 of 4"));
    assertThat(Run.open(stopped).info().status()).isEqualTo(RunInfo.Status.RUNNING);
    small().epochs(4).run(stopped);
    assertThat(Run.open(stopped).info().history()).hasSize(4);
    assertThat(
            Files.mismatch(
                stopped.resolve("model.safetensors"), whole.resolve("model.safetensors")))
        .isEqualTo(-1);
  }

  @Test
  void aRunThatIsThereIsTakenAsItIs() throws IOException {
    Path path = directory.resolve("run");
    small().run(path);
    var before = Files.getLastModifiedTime(path.resolve("model.safetensors"));
    small().run(path);
    assertThat(Files.getLastModifiedTime(path.resolve("model.safetensors"))).isEqualTo(before);
    assertThatThrownBy(() -> small().seed(2).run(path))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingCannotBeCompared() {
    assertThatThrownBy(() -> Comparisons.of()).hasMessageContaining("at least one run");
    assertThatThrownBy(() -> Run.open(directory.resolve("nowhere")))
        .isInstanceOf(IOException.class);
  }
}
