package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.model.Amn;
import dev.nextvec.model.Architecture;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Epochs much shorter than a second: what is saved of them, and what is lost when all ends. */
final class PaceTest {
  private static final Architecture AMN = new Amn(Tiny.DIM, 5, 8, 4, Amn.Init.PYTORCH);
  private static final int EPOCHS = 9;

  /** So fast that the best epoch is none of those after which the state is saved. */
  private static final TrainingConfig CONFIG = Tiny.config(EPOCHS, 0.05, 1);

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

  private Trainer.Result train(TrainingConfig config, Path run, Pace pace, BooleanSupplier stop)
      throws IOException {
    return Trainer.train(
        Tiny.engine(),
        Sharing.none(),
        new Trainer.Task(dataset, AMN, config, Split.of(dataset, 5, 1), run),
        pace,
        TrainingListener.none(),
        stop);
  }

  /** Saves after every third epoch: time passes by one with each look at the clock. */
  private static Pace everyThirdEpoch() {
    AtomicLong clock = new AtomicLong();
    return new Pace(Duration.ofNanos(38), Tiny.RARELY, clock::incrementAndGet);
  }

  private static Pace timeStandsStill() {
    return new Pace(Duration.ofSeconds(1), Tiny.RARELY, () -> 0);
  }

  @Test
  void anEpochOfNoTimeAddsOneLineAndNothingElse() throws IOException {
    int few = changes(10);
    int many = changes(30);
    assertThat(many - few).isEqualTo(2 * 20); // to open metrics.jsonl, and to write
  }

  private int changes(int epochs) throws IOException {
    FailingDisk disk = new FailingDisk(0, false);
    Path run = directory.resolve("epochs-" + epochs);
    train(Tiny.config(epochs, 5e-3, 1), disk.path(run), timeStandsStill(), Tiny.NEVER);
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSize(1 + epochs);
    assertThat(new RunDirectory(run).info().history()).hasSize(epochs);
    return disk.changes();
  }

  @Test
  void theBestWeightsAreKeptThoughTheyAreThoseOfNoSavedEpoch() throws IOException {
    Path each = directory.resolve("each").resolve("run");
    Path seldom = directory.resolve("seldom").resolve("run");
    train(CONFIG, each, Pace.everyEpoch(Tiny.RARELY), Tiny.NEVER);
    train(CONFIG, seldom, timeStandsStill(), Tiny.NEVER);
    assertThat(new RunDirectory(each).info().bestEpoch()).isBetween(2, EPOCHS - 1);
    requireSame(seldom, each);
    new RunDirectory(seldom).load(Tiny.engine()).close();
  }

  @Test
  void aStopSavesWhateverThePace() throws IOException {
    Path whole = directory.resolve("whole").resolve("run");
    Path parts = directory.resolve("parts").resolve("run");
    train(CONFIG, whole, timeStandsStill(), Tiny.NEVER);
    for (int stopAfter : new int[] {20, 31, 14, 27}) {
      AtomicInteger steps = new AtomicInteger();
      Trainer.Result stopped =
          train(CONFIG, parts, timeStandsStill(), () -> steps.incrementAndGet() >= stopAfter);
      assertThat(new RunDirectory(parts).info().history()).isEqualTo(stopped.history());
      new RunDirectory(parts).load(Tiny.engine()).close();
    }
    train(CONFIG, parts, timeStandsStill(), Tiny.NEVER);
    requireSame(parts, whole);
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whateverChangeFailsTheRunLoadsAndGoesOnToTheSameBytes(boolean kills) throws IOException {
    Path whole = directory.resolve("whole");
    FailingDisk sound = new FailingDisk(0, kills);
    train(CONFIG, sound.path(whole), everyThirdEpoch(), Tiny.NEVER);
    for (int failing = 4; failing <= sound.changes(); failing++) {
      Path run = directory.resolve("failing-" + failing);
      // from the first file on: a directory that cannot be made is tried another way
      assertThat(fails(new FailingDisk(failing, kills).path(run))).as("%d", failing).isTrue();
      if (new RunDirectory(run).exists()) {
        new RunDirectory(run).load(Tiny.engine()).close();
      }
      train(CONFIG, run, everyThirdEpoch(), Tiny.NEVER);
      requireSame(run, whole);
    }
  }

  private boolean fails(Path run) {
    try {
      train(CONFIG, run, everyThirdEpoch(), Tiny.NEVER);
      return false;
    } catch (FailingDisk.Killed | IOException e) {
      return true;
    }
  }

  private static void requireSame(Path got, Path expected) throws IOException {
    for (String file : new String[] {"model.safetensors", "golden.safetensors", "split.json"}) {
      assertThat(got.resolve(file)).hasSameBinaryContentAs(expected.resolve(file));
    }
    assertThat(epochs(got)).isEqualTo(epochs(expected)).hasSize(1 + EPOCHS);
    assertThat(new RunDirectory(got).info().bestEpoch())
        .isEqualTo(new RunDirectory(expected).info().bestEpoch());
    assertThat(new RunDirectory(got).info().status()).isEqualTo(RunInfo.Status.FINISHED);
  }

  /** The lines of the history, without what depends on the time. */
  private static List<String> epochs(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
        .map(line -> line.replaceAll("\"(seconds|samples_per_second)\":[^,}]+", ""))
        .toList();
  }
}
