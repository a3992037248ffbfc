package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.data.Dataset;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.model.Amn;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Predictor;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every change that a training makes on the disk fails once: the run then holds an older or a newer
 * state, which loads, and goes on to the same weights as if nothing had happened.
 */
@Tag("slow")
final class FailingDiskTest {
  /** An AMN of PyTorch's start gets better with each epoch: its files change each time. */
  private static final Architecture AMN = new Amn(Tiny.DIM, 5, 8, 4, Amn.Init.PYTORCH);

  private static final TrainingConfig CONFIG = Tiny.config(2, 5e-3, 1);

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

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whateverChangeFailsTheRunLoadsAndGoesOn(boolean kills) throws IOException {
    Path whole = directory.resolve("whole");
    FailingDisk sound = new FailingDisk(0, kills);
    Tiny.train(dataset, AMN, CONFIG, sound.path(whole), Tiny.NEVER);
    assertThat(new RunDirectory(whole).info().best().orElseThrow().epoch()).isEqualTo(2);
    assertThat(sound.changes()).isGreaterThan(60);
    int failures = 0;
    for (int failing = 1; failing <= sound.changes(); failing++) {
      Path run = directory.resolve("run-" + failing);
      boolean failed = trainUntil(new FailingDisk(failing, kills).path(run));
      assertThat(failed || !kills).as("change " + failing + " fails").isTrue();
      failures += failed ? 1 : 0;
      if (new RunDirectory(run).exists()) {
        requireLoads(run);
      }
      Tiny.train(dataset, AMN, CONFIG, run, Tiny.NEVER);
      assertThat(new RunDirectory(run).info().history()).hasSize(2);
      for (String file : new String[] {"model.safetensors", "golden.safetensors", "split.json"}) {
        assertThat(run.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
      }
      assertThat(names(run)).isEqualTo(names(whole));
    }
    // A full disk may refuse what the training can do without, such as synchronising a folder.
    assertThat(failures).isGreaterThan(sound.changes() / 2);
  }

  private boolean trainUntil(Path run) {
    try {
      Tiny.train(dataset, AMN, CONFIG, run, Tiny.NEVER);
      return false;
    } catch (FailingDisk.Killed | IOException e) {
      return true;
    }
  }

  private static void requireLoads(Path run) throws IOException {
    RunDirectory found = new RunDirectory(run);
    int best = found.info().best().orElseThrow().epoch();
    try (Predictor predictor = found.load(Tiny.engine())) {
      assertThat(predictor.parameters()).isEqualTo(AMN.parameterCount());
    }
    assertThat(best).isBetween(0, 2);
  }

  private static Set<String> names(Path run) throws IOException {
    try (var files = Files.walk(run)) {
      return new TreeSet<>(files.map(file -> run.relativize(file).toString()).toList());
    }
  }
}
