package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.model.Architecture;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.Schedule;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run that is there becomes when something else is asked for. */
final class ContinuationTest {
  private static final Architecture LSTM = Tiny.architecture("lstm");

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

  private Trainer.Result train(String run, TrainingConfig config) throws IOException {
    return Tiny.train(dataset, LSTM, config, run(run), Tiny.NEVER);
  }

  private static TrainingConfig config(int epochs, int earlyStop, Schedule schedule) {
    TrainingConfig plain = Tiny.config(epochs, 5e-3, 1);
    return new TrainingConfig(
        epochs,
        plain.batch(),
        plain.optimiser(),
        plain.clip(),
        plain.loss(),
        schedule,
        earlyStop,
        1);
  }

  private void assertSame(String got, String expected) throws IOException {
    for (String file : List.of("model.safetensors", "golden.safetensors")) {
      assertThat(run(got).resolve(file)).hasSameBinaryContentAs(run(expected).resolve(file));
    }
    RunInfo one = new RunDirectory(run(got)).info();
    RunInfo other = new RunDirectory(run(expected)).info();
    assertThat(one.config()).isEqualTo(other.config());
    assertThat(one.status()).isEqualTo(other.status());
    assertThat(one.notes()).isEmpty();
    assertThat(one.history().stream().map(EpochRecord::validationLoss))
        .containsExactlyElementsOf(
            other.history().stream().map(EpochRecord::validationLoss).toList());
  }

  @Test
  void moreEpochsGoOnToWhatATrainingOfThatManyGives() throws IOException {
    train("whole", Tiny.config(6, 5e-3, 1));
    train("parts", Tiny.config(2, 5e-3, 1));
    train("parts", Tiny.config(4, 5e-3, 1));
    AtomicInteger steps = new AtomicInteger();
    Tiny.train(
        dataset, LSTM, Tiny.config(9, 5e-3, 1), run("parts"), () -> steps.incrementAndGet() == 5);
    train("parts", Tiny.config(6, 5e-3, 1)); // fewer than planned, not than done
    assertSame("parts", "whole");
  }

  @Test
  void anotherPatienceGoesOnOnlyWhereItWouldHaveComeAsFar() throws IOException {
    Schedule constant = new Schedule.ConstantRate();
    train("whole", config(12, 0, constant));
    Trainer.Result early = train("parts", config(12, 1, constant));
    train("parts", config(12, 0, constant));
    assertSame("parts", "whole");
    if (early.history().size() < 12) {
      assertThatThrownBy(() -> train("parts", config(12, 1, constant)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("has trained 12 epochs already", "`early-stop` 1");
    }
  }

  @Test
  void fewerEpochsThanItHasAreRefusedAndNothingIsLost() throws IOException {
    train("a", Tiny.config(4, 5e-3, 1));
    byte[] before = Files.readAllBytes(run("a").resolve("run.json"));
    assertThatThrownBy(() -> train("a", Tiny.config(3, 5e-3, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(run("a") + " has trained 4 epochs already, and with `epochs` 3 ")
        .hasMessageContaining("the setting `overwrite` would throw away 4 trained epochs")
        .hasMessageNotContaining("\n");
    assertThat(run("a").resolve("run.json")).hasBinaryContent(before);
  }

  @Test
  void aScheduleThatSpansAllEpochsTakesNoMore() throws IOException {
    Schedule cosine = new Schedule.WarmupCosine(0.1);
    train("a", config(3, 0, cosine));
    assertThatThrownBy(() -> train("a", config(4, 0, cosine)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(run("a") + " holds a run with epochs 3, not 4: ask for the same");
  }

  @Test
  void allSettingsThatDifferAreNamed() throws IOException {
    train("a", Tiny.config(2, 5e-3, 1));
    assertThatThrownBy(() -> train("a", Tiny.config(3, 1e-3, 2)))
        .hasMessageContaining("learning-rate 0.005, not 0.001, seed 1, not 2: ");
    assertThatThrownBy(
            () ->
                Trainer.train(
                    Tiny.engine(),
                    Sharing.none(),
                    new Trainer.Task(
                        dataset, LSTM, Tiny.config(2, 5e-3, 1), Split.of(dataset, 5, 9), run("a")),
                    Tiny.RARELY,
                    TrainingListener.none(),
                    Tiny.NEVER))
        .hasMessageContaining("split-seed 1, not 9, split sha256 ");
  }

  @Test
  void otherThreadsGoOnAndTheRunSaysSo() throws IOException {
    TrainingConfig config = Tiny.config(3, 5e-3, 1);
    AtomicInteger steps = new AtomicInteger();
    Tiny.train(dataset, LSTM, config, run("a"), () -> steps.incrementAndGet() == 20);
    Path json = run("a").resolve("run.json");
    Files.writeString(
        json,
        Files.readString(json)
            .replaceFirst("\"threads\" : \\d+", "\"threads\" : 7")
            .replaceFirst(",\\s*\"sha256\" : \"\\w+\"\\s*}\\s*$", "}") // as without a seal
            .replaceFirst("\"format\" : 2", "\"format\" : 1")
            .replace("\"dataset_sha256\"", "\"datasetSha256\"")); // as it was spelled then
    List<String> said = new ArrayList<>();
    Trainer.train(
        TorchEngine.start(Device.CPU, 1),
        Sharing.none(),
        new Trainer.Task(dataset, LSTM, config, Split.of(dataset, 5, 1), run("a")),
        Tiny.RARELY,
        noting(said),
        Tiny.NEVER);
    RunInfo info = new RunDirectory(run("a")).info();
    assertThat(info.status()).isEqualTo(RunInfo.Status.FINISHED);
    assertThat(info.notes())
        .singleElement()
        .asString()
        .startsWith("Continued after epoch 1 with threads 1 instead of 7: ");
    assertThat(said).containsExactlyElementsOf(info.notes());
  }

  static TrainingListener noting(List<String> said) {
    return new TrainingListener() {
      @Override
      public void note(String sentence) {
        said.add(sentence);
      }
    };
  }

  @Test
  void aRunOfAVersionWithoutEpochZeroGoesOnToTheSameWeights() throws IOException {
    TrainingConfig config = Tiny.config(4, 5e-3, 1);
    train("whole", config);
    Tiny.train(dataset, LSTM, config, run("old"), stopAfter(20));
    Path json = run("old").resolve("run.json");
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode node = (ObjectNode) mapper.readTree(json.toFile());
    node.remove(List.of("untrained", "sha256"));
    node.put("format", 1); // which needed no seal
    ObjectNode provenance = (ObjectNode) node.get("provenance");
    provenance.set("datasetSha256", provenance.remove("dataset_sha256")); // as it was spelled then
    mapper.writeValue(json.toFile(), node);
    assertThat(new RunDirectory(run("old")).info().untrained()).isEqualTo(Optional.empty());
    train("old", config);
    assertThat(run("old").resolve("model.safetensors"))
        .hasSameBinaryContentAs(run("whole").resolve("model.safetensors"));
  }

  private static java.util.function.BooleanSupplier stopAfter(int count) {
    AtomicInteger steps = new AtomicInteger();
    return () -> steps.incrementAndGet() == count;
  }
}
