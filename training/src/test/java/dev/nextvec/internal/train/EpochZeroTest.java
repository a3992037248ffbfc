package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.nn.StoredWeights;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.ModelFile;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.Schedule;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The network before any training is measured, and kept where no epoch improves it. */
final class EpochZeroTest {
  private static final Architecture AMN = Tiny.architecture("amn");

  /** Steps so wild that every epoch is worse than the start, and yet no explosion. */
  private static final TrainingConfig HARMFUL = Tiny.config(3, 1, 1);

  @TempDir Path directory;
  private Dataset dataset;

  @BeforeEach
  void open() throws IOException {
    dataset = Tiny.dataset(directory.resolve("data"));
  }

  @AfterEach
  void close() {
    dataset.close();
  }

  private Path run(String name) {
    return directory.resolve(name);
  }

  private RunInfo train(String name, Architecture architecture, TrainingConfig config)
      throws IOException {
    Tiny.train(dataset, architecture, config, run(name), Tiny.NEVER);
    return new RunDirectory(run(name)).info();
  }

  @Test
  void anUntrainedAmnIsTheLinearAverage() throws IOException {
    EpochRecord untrained = train("a", AMN, HARMFUL).untrained().orElseThrow();
    Windows windows = dataset.windows(5);
    int[] validation = Split.of(dataset, 5, 1).validation();
    LinearAverage average = new LinearAverage(5, Tiny.DIM);
    double sum = 0;
    for (int window : validation) {
      float[] context = new float[5 * Tiny.DIM];
      windows.vectors().read(windows.firstRow(window), 5, context, 0);
      float[] raw = new float[Tiny.DIM];
      average.predict(context, 1, raw);
      float[] target = windows.vectors().read(windows.targetRow(window));
      sum += dev.nextvec.vector.Rows.cosine(raw, 0, target, 0, Tiny.DIM);
    }
    assertThat(untrained.validationCosine()).isCloseTo(sum / validation.length, within(1e-6));
    assertThat(untrained.epoch()).isZero();
    assertThat(untrained.trainLoss()).isNaN();
  }

  @ParameterizedTest
  @ValueSource(strings = {"amn", "amn-r"})
  void aTrainingThatOnlyHarmsKeepsWhatItStartedFrom(String name) throws IOException {
    Architecture architecture = Tiny.architecture(name);
    RunInfo info = train("a", architecture, HARMFUL);
    EpochRecord best = info.best().orElseThrow();
    assertThat(info.history()).hasSize(3).allMatch(epoch -> epoch.error() >= best.error());
    try (Learner learner = new Learner(Tiny.engine().torch(), architecture, HARMFUL);
        Gather gather = new Gather(Tiny.engine().torch(), dataset.windows(5), 128)) {
      StoredWeights.copy(ModelFile.read(run("a").resolve("model.safetensors")), learner.weights());
      Validation kept = Validation.of(learner, gather, Split.of(dataset, 5, 1).validation(), 128);
      assertThat(kept.loss()).isEqualTo(best.validationLoss());
      assertThat(kept.loss()).isLessThanOrEqualTo(info.untrained().orElseThrow().validationLoss());
    }
    if (name.equals("amn")) {
      assertThat(best.epoch()).isZero();
    }
    new RunDirectory(run("a")).load(Tiny.engine()).close();
  }

  @Test
  void stoppedAnywhereItStillKeepsEpochZero() throws IOException {
    train("whole", AMN, HARMFUL);
    for (int stopAfter : List.of(1, 4, 9, 13)) {
      AtomicInteger steps = new AtomicInteger();
      Tiny.train(dataset, AMN, HARMFUL, run("parts"), () -> steps.incrementAndGet() >= stopAfter);
    }
    RunInfo parts = train("parts", AMN, HARMFUL);
    assertThat(parts.best().orElseThrow().epoch()).isZero();
    assertThat(run("parts").resolve("model.safetensors"))
        .hasSameBinaryContentAs(run("whole").resolve("model.safetensors"));
  }

  @Test
  void theHistoryInFilesStaysTheTrainedEpochsAndEpochZeroHasAPlaceOfItsOwn() throws IOException {
    train("a", AMN, HARMFUL);
    JsonNode json = new ObjectMapper().readTree(run("a").resolve("run.json").toFile());
    assertThat(json.get("history")).hasSize(3);
    assertThat(json.at("/history/0/epoch").asInt()).isEqualTo(1);
    assertThat(json.at("/untrained/epoch").asInt()).isZero();
    assertThat(json.get("untrained").has("train_loss")).isFalse();
    List<String> lines = Files.readAllLines(run("a").resolve("metrics.jsonl"));
    assertThat(lines).hasSize(4).noneMatch(line -> line.contains("NaN"));
    assertThat(lines.getFirst()).startsWith("{\"epoch\":0,\"step\":0,\"validation_loss\":");
  }

  /** As in PyTorch's schedulers, which are told of epochs that were trained. */
  @Test
  void neitherScheduleNorPatienceSeesEpochZero() throws IOException {
    TrainingConfig patient =
        new TrainingConfig(
            3,
            Tiny.BATCH,
            HARMFUL.optimiser(),
            1,
            HARMFUL.loss(),
            new Schedule.Plateau(0.5, 0),
            2,
            1);
    RunInfo info = train("a", AMN, patient);
    assertThat(info.best().orElseThrow().epoch()).isZero();
    assertThat(info.history().getFirst().learningRate()).isEqualTo(1);
    assertThat(info.history().get(1).learningRate()).isEqualTo(1);
    assertThat(info.history()).hasSize(3); // two without gain over epoch 0 do not end it
  }
}
