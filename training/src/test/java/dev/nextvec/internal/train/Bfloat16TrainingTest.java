package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.nn.NetworkPredictor;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.torch.Bfloat16;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.ModelFile;
import dev.nextvec.run.Goal;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.TrainingConfig;
import dev.nextvec.run.TrainingConfig.Precision;
import dev.nextvec.vector.Rows;
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
import org.junit.jupiter.params.provider.MethodSource;

/** A training in bfloat16 keeps what one in float32 promises. */
final class Bfloat16TrainingTest {
  private static final TrainingConfig CONFIG =
      Tiny.config(3, 5e-3, 1).withPrecision(Precision.BFLOAT16);

  @TempDir Path directory;
  private Dataset dataset;

  @BeforeEach
  void open() throws IOException {
    assumeThatCode(() -> Bfloat16.requireFor(Tiny.engine().torch())).doesNotThrowAnyException();
    dataset = Tiny.dataset(directory.resolve("data"));
  }

  @AfterEach
  void close() {
    if (dataset != null) {
      dataset.close();
    }
  }

  static List<Architecture> architectures() {
    return Tiny.architectures();
  }

  private Path run(String name) {
    return directory.resolve(name);
  }

  private void train(String run, Architecture architecture, TrainingConfig config)
      throws IOException {
    Tiny.train(dataset, architecture, config, run(run), Tiny.NEVER);
  }

  private byte[] model(String run) throws IOException {
    return Files.readAllBytes(run(run).resolve("model.safetensors"));
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void stoppedAnywhereItContinuesToTheSameBytes(Architecture architecture) throws IOException {
    train("whole", architecture, CONFIG);
    for (int stopAfter : List.of(4, 9, 13)) {
      AtomicInteger steps = new AtomicInteger();
      Tiny.train(
          dataset, architecture, CONFIG, run("parts"), () -> steps.incrementAndGet() >= stopAfter);
    }
    train("parts", architecture, CONFIG);
    assertThat(model("parts")).isEqualTo(model("whole"));
    train("float32", architecture, CONFIG.withPrecision(Precision.FLOAT32));
    assertThat(model("float32")).isNotEqualTo(model("whole"));
  }

  @Test
  void theCandidatesMapOfARetrievalGoesOnToTheSameBytesToo() throws IOException {
    TrainingConfig config = CONFIG.withGoal(Goal.Retrieval.STANDARD);
    Architecture amnR = Tiny.architecture("amn-r");
    train("whole", amnR, config);
    AtomicInteger steps = new AtomicInteger();
    Tiny.train(dataset, amnR, config, run("parts"), () -> steps.incrementAndGet() >= 9);
    train("parts", amnR, config);
    assertThat(model("parts")).isEqualTo(model("whole"));
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void itIsValidatedInFloat32AsItsModelWillBeUsed(Architecture architecture) throws IOException {
    train("a", architecture, CONFIG);
    RunInfo info = new RunDirectory(run("a")).info();
    ModelFile model = ModelFile.read(run("a").resolve("model.safetensors"));
    int[] windows = Split.of(dataset, 5, 1).validation();
    float[] raw = new float[windows.length * Tiny.DIM];
    TorchEngine engine = Tiny.engine();
    try (NetworkPredictor predictor = engine.open("a", model);
        Gather gather = new Gather(engine.torch(), dataset.windows(5), windows.length)) {
      Batch batch = gather.batch(windows, 0, windows.length);
      predictor.predict(contexts(windows), windows.length, raw);
      double cosine = 0;
      for (int w = 0; w < windows.length; w++) {
        cosine += Rows.cosine(raw, w * Tiny.DIM, batch.targets(), w * Tiny.DIM, Tiny.DIM);
      }
      double validated = info.best().orElseThrow().validationCosine();
      assertThat(validated).isCloseTo(cosine / windows.length, within(1e-6));
    }
  }

  private float[] contexts(int[] windows) {
    float[] contexts = new float[windows.length * 5 * Tiny.DIM];
    for (int w = 0; w < windows.length; w++) {
      dataset.windows(5).context(windows[w], contexts, w * 5 * Tiny.DIM);
    }
    return contexts;
  }

  @Test
  void theRunSaysItAndGoesOnInNoOtherPrecision() throws IOException {
    Architecture lstm = Tiny.architecture("lstm");
    train("a", lstm, CONFIG);
    RunInfo info = new RunDirectory(run("a")).info();
    assertThat(info.config().precision()).isEqualTo(Precision.BFLOAT16);
    assertThat(run("a").resolve("run.json")).content().contains("\"precision\" : \"bfloat16\"");
    assertThatThrownBy(() -> train("a", lstm, CONFIG.withPrecision(Precision.FLOAT32)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holds a run with precision bfloat16, not float32");
  }

  @Test
  void aStateThatDoesNotSayIsOfATrainingInFloat32() throws IOException {
    Architecture lstm = Tiny.architecture("lstm");
    train("narrow", lstm, CONFIG);
    train("exact", lstm, CONFIG.withPrecision(Precision.FLOAT32));
    RunInfo narrow = new RunDirectory(run("narrow")).info();
    RunInfo exact = new RunDirectory(run("exact")).info();
    ObjectNode old = Continuation.settings(exact);
    old.remove("precision");
    Continuation.requireState(old, exact, run("exact")); // throws nothing
    assertThatThrownBy(() -> Continuation.requireState(old, narrow, run("exact")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a run with precision float32, not bfloat16");
  }
}
