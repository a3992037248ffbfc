package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.run.RunInfo;
import dev.nextvec.vector.VectorType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are unfinished, incomplete, or still in training, as the commands meet them. */
final class RunUseTest {
  @TempDir static Path shared;
  private static Path data = Path.of("");

  @TempDir Path folder;
  private Path run = Path.of("");

  @BeforeAll
  static void makeData() throws Exception {
    data = TinyData.dataset(shared.resolve("walk"), 30, 12, 1);
  }

  @BeforeEach
  void nameRun() {
    run = folder.resolve("runs/amn");
  }

  private Invoked train(String... more) {
    return train(new StopSignal(), more);
  }

  private Invoked train(StopSignal stop, String... more) {
    List<String> words = new ArrayList<>(List.of("train", data.toString()));
    words.addAll(List.of("--model-type", "amn", "--hidden", "16", "--threads", "1"));
    words.addAll(List.of("--device", "cpu", "--no-test", "--out", run.toString()));
    words.addAll(List.of("--amn-init", "pytorch"));
    words.addAll(Arrays.asList(more));
    return Invoked.nextvec(stop, words.toArray(String[]::new));
  }

  private Invoked compare(String... more) {
    List<String> words =
        new ArrayList<>(List.of("compare", run.toString(), "--speed-seconds", "0"));
    words.addAll(Arrays.asList(more));
    return Invoked.nextvec(words.toArray(String[]::new));
  }

  private void stopAfterAnEpoch() throws Exception {
    StopSignal stop = new StopSignal();
    Thread watcher =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!Files.exists(run.resolve("run.json")) || !hasEpoch()) {
                    Thread.onSpinWait();
                  }
                  stop.request();
                });
    assertThat(train(stop, "--epochs", "100000").exit()).isEqualTo(130);
    watcher.join();
  }

  private boolean hasEpoch() {
    try {
      return !new RunDirectory(run).info().history().isEmpty();
    } catch (java.io.IOException e) {
      return false;
    }
  }

  @Test
  void anUnfinishedRunIsSaidToBeOne() throws Exception {
    stopAfterAnEpoch();
    int done = new RunDirectory(run).info().history().size();
    Invoked compared = compare("--json");
    assertThat(compared.exit()).as(compared.err()).isZero();
    assertThat(compared.err())
        .contains(run + " was stopped before its end: taken as it is after epoch " + done);
    JsonNode json = new ObjectMapper().readTree(compared.out());
    assertThat(json.get("warnings").toString())
        .contains("`amn` stopped at " + done + " of 100,000 epochs");
    JsonNode row = json.at("/rows/0").path("unfinished");
    for (JsonNode each : json.get("rows")) {
      row = each.path("name").asText().equals("amn") ? each.get("unfinished") : row;
    }
    assertThat(row.path("epochs").asInt()).isEqualTo(done);
    assertThat(row.path("planned").asInt()).isEqualTo(100000);
    Invoked longer = train("--epochs", Integer.toString(done + 1));
    assertThat(longer.exit()).as(longer.err()).isZero();
    assertThat(new RunDirectory(run).info().status()).isEqualTo(RunInfo.Status.FINISHED);
    assertThat(compare().err()).doesNotContain("stopped before");
  }

  /** Weights that get better all the time, and readers all the time: no reader is refused. */
  @Test
  void aRunThatIsStillTrainingCanBeReadAtAnyTime() throws Exception {
    StopSignal stop = new StopSignal();
    AtomicBoolean ended = new AtomicBoolean();
    Thread training =
        Thread.ofPlatform()
            .start(
                () -> {
                  train(stop, "--epochs", "100000", "--learning-rate", "0.0001");
                  ended.set(true);
                });
    while (!hasEpoch()) {
      assertThat(ended).isFalse();
      Thread.sleep(5);
    }
    for (int i = 0; i < 12; i++) {
      Invoked read = i % 2 == 0 ? compare() : Invoked.nextvec("evaluate", run.toString());
      assertThat(ended).isFalse();
      assertThat(read.exit()).as(read.err()).isZero();
      assertThat(read.err()).contains(run + " is still training: taken as it is after epoch ");
    }
    stop.request();
    training.join();
  }

  @Test
  void whatIsExplainedIsAllOfTheWeightsOfOneEpochThoughBetterOnesArrive() throws Exception {
    StopSignal stop = new StopSignal();
    AtomicBoolean ended = new AtomicBoolean();
    Thread training =
        Thread.ofPlatform()
            .start(
                () -> {
                  train(stop, "--epochs", "100000", "--learning-rate", "0.000003");
                  ended.set(true);
                });
    try {
      while (!hasEpoch()) {
        assertThat(ended).isFalse();
        Thread.sleep(5);
      }
      Set<Integer> epochs = new HashSet<>();
      for (int i = 0; i < 4 || (epochs.size() < 2 && i < 40); i++) {
        epochs.add(new RunDirectory(run).info().bestEpoch());
        Invoked read = Invoked.nextvec("explain", run.toString(), "--json");
        assertThat(read.exit()).as(read.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(read.out());
        JsonNode typical = json.get("diagnosis").get("errors").get("typical");
        JsonNode window = json.get("windows").get(0);
        assertThat(window.get("window")).isEqualTo(typical.get("window"));
        assertThat(window.get("cosine").doubleValue())
            .isCloseTo(typical.get("cosine").doubleValue(), within(1e-5));
      }
      assertThat(epochs).as("epochs that were the best meanwhile").hasSizeGreaterThan(1);
    } finally {
      stop.request();
      training.join();
    }
  }

  @Test
  void aMissingFileIsNamedByEveryCommandAndRestoredByTrain() throws Exception {
    assertThat(train("--epochs", "3").exit()).isZero();
    for (String name : List.of("model.safetensors", "golden.safetensors", "split.json")) {
      Path file = run.resolve(name);
      byte[] before = Files.readAllBytes(file);
      Files.delete(file);
      for (String command : List.of("evaluate", "compare", "recommend", "explain")) {
        Invoked refused = Invoked.nextvec(command, run.toString());
        assertThat(refused.exit()).as(command).isEqualTo(1);
        assertThat(refused.err()).contains(file + " does not exist: ").contains("restore it");
      }
      Invoked restored = train("--epochs", "3");
      assertThat(restored.exit()).as(restored.err()).isZero();
      assertThat(file).hasBinaryContent(before);
    }
    Files.delete(run.resolve("run.json"));
    assertThat(compare().err())
        .contains(run + " has files of a run, but no run.json: restore it, or run the training's");
    assertThat(train("--epochs", "3").exit()).isZero();
    assertThat(compare().exit()).isZero();
  }

  @Test
  void settingsThatTeachNothingAreWrongUsage() {
    Invoked alone = train("--loss", "infonce", "--batch-size", "1");
    assertThat(alone.exit()).isEqualTo(2);
    assertThat(alone.err()).contains("nothing could be learned: `infonce` finds");
    assertThat(train("--loss", "infonce", "--temperature", "Infinity").exit()).isEqualTo(2);
    assertThat(run).doesNotExist();
  }

  @Test
  void vectorsThatAreAllEqualAreRefusedForThatAndNoRunIsMade() throws Exception {
    Path constant = folder.resolve("constant");
    float[] rows = new float[12 * TinyData.DIM];
    Arrays.fill(rows, 0.5f);
    try (DatasetWriter writer =
        DatasetWriter.create(constant, DatasetOptions.of(TinyData.DIM, VectorType.FLOAT32))) {
      for (int i = 0; i < 12; i++) {
        writer.append("d" + i, "", "d" + i, List.of(), rows);
      }
      writer.finish();
    }
    Invoked refused =
        Invoked.nextvec(
            "train", constant.toString(), "--model-type", "amn", "--out", run.toString());
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("all vectors of the training windows are equal");
    assertThat(run).doesNotExist();
  }
}
