package dev.nextvec.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.internal.safetensors.Safetensors;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.model.Amn;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.Transformer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of ours and files that PyTorch wrote (see {@code golden/make}). */
final class ModelFileTest {
  private static final Path CASES = Path.of("src/test/resources/golden");
  private static final Transformer TRANSFORMER = new Transformer(16, 5, 8, 2, 2, 32, 0.1);

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("model.safetensors");
  }

  static Stream<Architecture> architectures() {
    return Stream.of(
        new Amn(16, 5, 8, 4, Amn.Init.PYTORCH),
        new Lstm(16, 5, 8, 2, 0.2),
        new Gru(16, 5, 8, 4),
        TRANSFORMER);
  }

  private static ModelFile random(Architecture architecture) {
    try (Weights weights =
        new Weights(Libtorch.start(Device.CPU, 1), architecture.parameters(), 5)) {
      return StoredWeights.copy(architecture, weights);
    }
  }

  private static FloatTensor tensor(ModelFile model, String name) {
    return new Safetensors(Map.of(), model.tensors()).tensor(name);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void readsBackWhatItWrote(Architecture architecture) throws IOException {
    ModelFile written = random(architecture);
    written.write(file());
    ModelFile read = ModelFile.read(file());
    assertThat(read.architecture()).isEqualTo(architecture);
    assertThat(read.tensors().keySet()).isEqualTo(written.tensors().keySet());
    written.tensors().forEach((n, t) -> assertThat(tensor(read, n).values()).isEqualTo(t.values()));
  }

  /** Its tensors do not say all of it, so it must be imported, which asks. */
  @ParameterizedTest
  @MethodSource("architectures")
  void doesNotGuessWhatAFileOfAnotherProgramIs(Architecture architecture) {
    Path file = CASES.resolve(architecture.name() + ".weights.safetensors");
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + " is not a model: ")
        .hasMessageContaining("`nextvec import` makes a run of it");
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void aFileThatPyTorchWrotePredictsWhatPyTorchPredicts(Architecture architecture)
      throws IOException {
    String name = architecture.name();
    Safetensors weights = Safetensors.read(CASES.resolve(name + ".weights.safetensors"));
    ModelFile model = new ModelFile(architecture, weights.tensors()).requireFit();
    Safetensors expected = Safetensors.read(CASES.resolve(name + ".case.safetensors"));
    try (NetworkPredictor predictor =
        NetworkPredictor.of(name, Libtorch.start(Device.CPU, 1), model)) {
      float[] raw = new float[4 * 16];
      predictor.predict(expected.tensor("x").values(), 4, raw);
      assertThat(raw).containsExactly(expected.tensor("raw").values(), within(1e-5f));
    }
  }

  @Test
  void refusesPositionsThatAreNotTheNetworks() throws IOException {
    ModelFile model = random(TRANSFORMER);
    tensor(model, "pos_encoder.pe").values()[37] *= 0.9f;
    refuses(model, "`pos_encoder.pe` are not the unscaled sinusoidal positions");
  }

  @Test
  void refusesTensorsThatAreMissingTooManyOrOfAnotherShape() throws IOException {
    Gru gru = new Gru(16, 5, 8, 1);
    Map<String, FloatTensor> tensors = new LinkedHashMap<>(random(gru).tensors());
    tensors.put("more", new FloatTensor(new long[] {1}, new float[1]));
    refuses(new ModelFile(gru, tensors), "tensor `more` does not belong to a gru network");
    tensors.remove("more");
    tensors.put("output_proj.bias", new FloatTensor(new long[] {8, 2}, new float[16]));
    refuses(new ModelFile(gru, tensors), "`output_proj.bias` has shape [8, 2], not [16]");
    tensors.remove("output_proj.bias");
    refuses(new ModelFile(gru, tensors), "no tensor is named `output_proj.bias`");
  }

  private void refuses(ModelFile model, String said) throws IOException {
    model.write(file());
    refuses(said);
  }

  private void refuses(String said) {
    assertThatThrownBy(() -> ModelFile.read(file()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file() + " is not a model: ")
        .hasMessageContaining(said)
        .hasMessageNotContaining("\n");
  }

  @Test
  void refusesADescriptionThatIsDamaged() throws IOException {
    Map<String, FloatTensor> tensors = random(new Gru(16, 5, 8, 1)).tensors();
    Map<String, String> said = new HashMap<>();
    said.put("{\"name\":", "Unexpected end-of-input");
    said.put("{}", "`name` must be there but is missing");
    said.put("{\"name\":\"gru\",\"dimension\":\"x\"}", "`dimension` must be a whole number");
    said.put(
        "{\"name\":\"gru\",\"dimension\":16,\"context_length\":5,\"hidden\":-8,\"layers\":1}",
        "`hidden` must be positive");
    for (Map.Entry<String, String> entry : said.entrySet()) {
      new Safetensors(Map.of("nextvec.architecture", entry.getKey()), tensors).write(file());
      refuses(entry.getValue());
    }
  }
}
