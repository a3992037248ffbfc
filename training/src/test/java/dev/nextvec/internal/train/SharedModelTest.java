package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.model.Amn;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Model;
import dev.nextvec.model.Prediction;
import dev.nextvec.model.Predictor;
import dev.nextvec.run.TrainingConfig;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedModelTest {
  private static final int DIM = Tiny.DIM;
  private static final TorchEngine ENGINE = TorchEngine.start(Device.CPU, 1);

  @TempDir Path directory;

  private Path trained(Architecture architecture) throws IOException {
    Path path = directory.resolve(architecture.name());
    try (Dataset dataset = Tiny.dataset(directory.resolve("data-" + architecture.name()))) {
      Trainer.train(
          ENGINE,
          Sharing.none(),
          new Trainer.Task(
              dataset,
              architecture,
              TrainingConfig.defaults().withEpochs(1),
              Split.of(dataset, 5, 1),
              path),
          Tiny.RARELY,
          TrainingListener.none(),
          Tiny.NEVER);
    }
    return path;
  }

  private Path amn() throws IOException {
    return trained(new Amn(DIM, 5, 8, 4, Amn.Init.PYTORCH));
  }

  private static float[][] context(int seed) {
    float[][] context = new float[5][DIM];
    for (int k = 0; k < 5; k++) {
      for (int i = 0; i < DIM; i++) {
        context[k][i] = (float) Math.sin(seed + 3 * k + 7 * i);
      }
      Rows.normalise(context[k], 0, DIM);
    }
    return context;
  }

  private static float[] raw(Path run, float[][] context) throws IOException {
    float[] flat = new float[5 * DIM];
    for (int k = 0; k < 5; k++) {
      System.arraycopy(context[k], 0, flat, k * DIM, DIM);
    }
    float[] raw = new float[DIM];
    try (Predictor predictor = new RunDirectory(run).load(ENGINE)) {
      predictor.predict(flat, 1, raw);
    }
    return raw;
  }

  @Test
  void aPredictionIsTheNetworksScaledToUnitLength() throws IOException {
    Path run = amn();
    float[] expected = raw(run, context(1));
    Rows.normalise(expected, 0, DIM);
    try (Model model = Model.open(run)) {
      Prediction next = model.predict(context(1));
      assertThat(model.name()).isEqualTo("amn");
      assertThat(Rows.length(next.vector(), 0, DIM)).isCloseTo(1, within(1e-6));
      assertThat(Rows.cosine(next.vector(), expected)).isCloseTo(1, within(1e-6));
      double sum = 0;
      for (float weight : next.attention().orElseThrow()) {
        sum += weight;
      }
      assertThat(sum).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void anArchitectureWithoutAttentionTellsNone() throws IOException {
    try (Model model = Model.open(trained(new Gru(DIM, 5, 8, 1)))) {
      assertThat(model.predict(context(1)).attention()).isEmpty();
    }
  }

  @Test
  void everyThreadGetsTheAnswerToItsOwnQuestion() throws Exception {
    try (Model model = Model.open(amn());
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Prediction> alone = new ArrayList<>();
      for (int seed = 0; seed < 8; seed++) {
        alone.add(model.predict(context(seed)));
      }
      List<Future<List<Prediction>>> asked = new ArrayList<>();
      for (int seed = 0; seed < 8; seed++) {
        float[][] own = context(seed);
        asked.add(
            threads.submit(
                () -> {
                  List<Prediction> answers = new ArrayList<>();
                  for (int i = 0; i < 100; i++) {
                    answers.add(model.predict(own));
                  }
                  return answers;
                }));
      }
      for (int seed = 0; seed < 8; seed++) {
        for (Prediction answer : asked.get(seed).get()) {
          assertThat(answer.vector()).isEqualTo(alone.get(seed).vector());
          assertThat(answer.attention().orElseThrow())
              .isEqualTo(alone.get(seed).attention().orElseThrow());
        }
      }
    }
  }

  @Test
  void whatDoesNotFitIsRefusedInWords() throws IOException {
    Model model = Model.open(amn());
    assertThatThrownBy(() -> model.predict(new float[DIM], new float[DIM]))
        .hasMessage("the model `amn` predicts from 5 vectors but was given 2");
    float[][] shorter = context(1);
    shorter[3] = new float[3];
    assertThatThrownBy(() -> model.predict(shorter))
        .hasMessage("vector 3 of the context must have 16 numbers but has 3");
    float[][] broken = context(1);
    broken[2][5] = Float.NaN;
    assertThatThrownBy(() -> model.predict(broken))
        .hasMessage("vector 2 of the context must be finite but holds NaN");
    model.close();
    model.close();
    assertThatThrownBy(() -> model.predict(context(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the model `amn` is closed: open it again");
  }

  @Test
  void whatIsNoModelIsSaidToBeNone() throws IOException {
    Path empty = Files.createDirectory(directory.resolve("empty"));
    assertThatThrownBy(() -> Model.open(empty)).hasMessageContaining("is no model");
    assertThatThrownBy(() -> Model.open(directory.resolve("nowhere")))
        .hasMessageContaining("does not exist");
    Path run = amn();
    Files.delete(run.resolve("golden.safetensors"));
    assertThatThrownBy(() -> Model.open(run)).hasMessageContaining("golden.safetensors");
  }
}
