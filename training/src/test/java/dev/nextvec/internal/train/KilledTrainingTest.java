package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.Dataset;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.safetensors.Safetensors;
import dev.nextvec.model.Architecture;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.TrainingConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes that train are killed with SIGKILL; what they leave is continued to the same bits. */
@Tag("slow")
final class KilledTrainingTest {
  private static final int EPOCHS = 40; // more than a fast machine trains before the last kill
  private static final int KILLS = 3;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"amn", "amn-r", "lstm", "gru", "transformer"})
  void aTrainingKilledAgainAndAgainEndsAsIfItHadNeverBeen(String name) throws Exception {
    Path data = directory.resolve("data");
    Path killed = directory.resolve("killed").resolve("run");
    Path whole = directory.resolve("whole").resolve("run");
    Architecture architecture = Tiny.architecture(name);
    TrainingConfig config = Tiny.config(EPOCHS, 5e-3, 1);
    try (Dataset dataset = Tiny.dataset(data)) {
      Tiny.train(dataset, architecture, config, whole, Tiny.NEVER);
      SplittableRandom random = new SplittableRandom(name.hashCode());
      for (int kill = 0; kill < KILLS; kill++) {
        int steps = random.nextInt(1, 16);
        Process process = TrainingProcess.start(data, killed, name, EPOCHS);
        boolean atEpochsEnd = kill == 1; // when model, outputs, state and description are written
        await(process, atEpochsEnd ? "\\d+00 of \\d+" : "\\d+ of \\d+", steps);
        if (kill == 0) {
          assertThatThrownBy(() -> Tiny.train(dataset, architecture, config, killed, Tiny.NEVER))
              .isInstanceOf(IOException.class)
              .hasMessage(
                  "another training is writing to "
                      + killed
                      + ": wait for it, stop it, or choose another directory");
        }
        Thread.sleep(random.nextInt(atEpochsEnd ? 30 : 4), random.nextInt(1_000_000));
        process.destroyForcibly().waitFor();
        assertThat(process.exitValue()).as("killed, not finished").isEqualTo(128 + 9);
        requireWholeFiles(killed);
      }
      Trainer.Result result = Tiny.train(dataset, architecture, config, killed, Tiny.NEVER);
      assertThat(result.status()).isEqualTo(RunInfo.Status.FINISHED);
    }
    assertSameRun(killed, whole);
  }

  /** Reads on until that many steps are done, and then to one whose line is like this. */
  private static void await(Process process, String like, int steps) throws IOException {
    StringBuilder said = new StringBuilder();
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    int done = 0;
    String line = "";
    while (done < steps || !line.matches(like)) {
      line = lines.readLine();
      assertThat(line).as("a process still training; it said: " + said).isNotNull();
      said.append(line).append('\n');
      done += line.matches("\\d+ of \\d+") ? 1 : 0;
    }
  }

  private static void requireWholeFiles(Path run) throws IOException {
    new RunDirectory(run).info();
    for (String file : List.of("state/state.safetensors", "model.safetensors")) {
      if (Files.exists(run.resolve(file))) {
        Safetensors.read(run.resolve(file));
      }
    }
  }

  private static void assertSameRun(Path got, Path expected) throws IOException {
    for (String file : List.of("model.safetensors", "golden.safetensors", "split.json")) {
      assertThat(got.resolve(file)).hasSameBinaryContentAs(expected.resolve(file));
    }
    assertThat(untimed(JSON.readTree(got.resolve("run.json").toFile())))
        .isEqualTo(untimed(JSON.readTree(expected.resolve("run.json").toFile())));
    Safetensors state = Safetensors.read(got.resolve("state/state.safetensors"));
    Safetensors wanted = Safetensors.read(expected.resolve("state/state.safetensors"));
    assertThat(state.tensors().keySet()).isEqualTo(wanted.tensors().keySet());
    wanted
        .tensors()
        .forEach((n, t) -> assertThat(state.tensor(n).values()).as(n).isEqualTo(t.values()));
    assertThat(untimed(JSON.readTree(state.metadata().get("nextvec.state"))))
        .isEqualTo(untimed(JSON.readTree(wanted.metadata().get("nextvec.state"))));
    try (var files = Files.walk(got)) {
      assertThat(files.map(f -> f.getFileName().toString()).filter(f -> f.contains("tmp")))
          .isEmpty();
    }
  }

  private static JsonNode untimed(JsonNode json) {
    if (json instanceof ObjectNode object) {
      object.remove(
          List.of("seconds", "samples_per_second", "date", "sha256")); // a seal holds times
    }
    json.forEach(KilledTrainingTest::untimed);
    return json;
  }
}
