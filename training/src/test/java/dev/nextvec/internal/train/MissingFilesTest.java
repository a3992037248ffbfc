package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.Dataset;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.model.Architecture;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One file of a run is gone: it is restored where that is exact, else named with the ways on. */
final class MissingFilesTest {
  private static final Architecture LSTM = Tiny.architecture("lstm");

  @TempDir Path directory;
  private Dataset dataset;
  private Path run;
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    dataset = Tiny.dataset(directory.resolve("data"));
    run = directory.resolve("run");
  }

  @AfterEach
  void close() {
    dataset.close();
  }

  private static TrainingConfig improving() {
    return Tiny.config(3, 1e-2, 1);
  }

  private Trainer.Result train(TrainingConfig config) throws IOException {
    return Trainer.train(
        Tiny.engine(),
        Sharing.none(),
        new Trainer.Task(dataset, LSTM, config, dev.nextvec.data.Split.of(dataset, 5, 1), run),
        Tiny.RARELY,
        ContinuationTest.noting(said),
        Tiny.NEVER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.safetensors",
        "golden.safetensors",
        "run.json",
        "split.json",
        "metrics.jsonl"
      })
  void whatTheStateStillHoldsIsRestoredToTheSameBytes(String name) throws IOException {
    int best = bestOf(train(improving()));
    assertThat(best).isEqualTo(3); // the last one, whose weights the state has
    byte[] before = Files.readAllBytes(run.resolve(name));
    Files.delete(run.resolve(name));
    Trainer.Result again = train(improving());
    assertThat(again.status()).isEqualTo(RunInfo.Status.FINISHED);
    assertThat(again.trained()).isFalse();
    if (!List.of("metrics.jsonl", "run.json").contains(name)) { // these hold dates and times
      assertThat(run.resolve(name)).hasBinaryContent(before);
    }
    if (name.endsWith(".safetensors")) {
      assertThat(said)
          .singleElement()
          .asString()
          .startsWith(run.resolve(name) + " was missing: restored from the state");
    }
    new RunDirectory(run).load(Tiny.engine()).close();
  }

  private static int bestOf(Trainer.Result result) {
    return EpochRecord.best(java.util.Optional.empty(), result.history()).orElseThrow().epoch();
  }

  @Test
  void weightsThatAreGoneForGoodAreNamedWithTheWaysOn() throws IOException {
    TrainingConfig harmful = Tiny.config(6, 0.5, 1);
    Trainer.Result result = train(harmful);
    assertThat(new RunDirectory(run).info().best().orElseThrow().epoch())
        .isLessThan(result.history().size());
    Path model = run.resolve("model.safetensors");
    Files.delete(model);
    assertThatThrownBy(() -> train(harmful))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(model + " does not exist, and the state, which is past epoch 6,")
        .hasMessageContainingAll("restore it", "`out`", "`overwrite`");
    assertThatThrownBy(() -> new RunDirectory(run).load(Tiny.engine()))
        .hasMessageStartingWith(model + " does not exist: restore it, or run the training's");
  }

  @Test
  void aRunWithoutItsStateIsNeverBegunAnewInSilence() throws IOException {
    AtomicInteger steps = new AtomicInteger();
    Tiny.train(dataset, LSTM, improving(), run, () -> steps.incrementAndGet() == 20);
    Path state = run.resolve("state/state.safetensors");
    Files.delete(state);
    assertThatThrownBy(() -> train(improving()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(state + " does not exist, so " + run + " cannot be continued")
        .hasMessageContainingAll("restore it", "`out`", "`overwrite`");
    new RunDirectory(run).load(Tiny.engine()).close();
  }

  @Test
  void aFinishedRunNeedsNoState() throws IOException {
    train(improving());
    Files.delete(run.resolve("state/state.safetensors"));
    assertThat(train(improving()).trained()).isFalse();
  }

  @Test
  void aStateOfOtherSettingsWithoutItsRunJsonIsRefused() throws IOException {
    train(improving());
    Files.delete(run.resolve("run.json"));
    assertThatThrownBy(() -> train(Tiny.config(3, 2e-3, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("has no run.json", "learning-rate 0.01, not 0.002", "`overwrite`");
    assertThatThrownBy(() -> new RunDirectory(run).info())
        .hasMessageContaining("only other files of one: restore it, or run");
  }

  @Test
  void weightsWithoutRunJsonAndStateAreNotOverwrittenInSilence() throws IOException {
    train(improving());
    Files.delete(run.resolve("run.json"));
    Files.delete(run.resolve("state/state.safetensors"));
    byte[] model = Files.readAllBytes(run.resolve("model.safetensors"));
    assertThatThrownBy(() -> train(improving()))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("holds weights, but no run.json", "`overwrite`");
    assertThat(run.resolve("model.safetensors")).hasBinaryContent(model);
  }
}
