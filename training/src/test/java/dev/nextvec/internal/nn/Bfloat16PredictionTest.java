package dev.nextvec.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import dev.nextvec.internal.safetensors.Safetensors;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.internal.torch.Bfloat16;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.train.TorchEngine;
import dev.nextvec.model.Amn;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.GoldenProbe;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.Mixing;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.Parameter;
import dev.nextvec.model.PredictionPrecision;
import dev.nextvec.model.Predictor;
import dev.nextvec.model.RandomModels;
import dev.nextvec.model.Transformer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks that predict in bfloat16, beside the same in float32 and PyTorch's under autocast. */
class Bfloat16PredictionTest {
  private static final Path CASES = Path.of("src/test/resources/golden");

  /** Of a prediction's length; see docs/precision.md. */
  private static final double TOLERANCE = 0.05;

  /** What a sum in another order moves, where it moves a rounding to bfloat16 with it. */
  private static final double ALONE = 0.005;

  private final TorchEngine engine = TorchEngine.start(Device.CPU, 1);

  @BeforeEach
  void requireOneDnn() {
    assumeThatCode(() -> Bfloat16.requireFor(engine.torch())).doesNotThrowAnyException();
  }

  static List<Architecture> architectures() {
    return RandomModels.architectures();
  }

  static Stream<Architecture> standards() {
    return Stream.of(
        Amn.standard(768),
        AmnR.standard(768),
        Lstm.standard(768),
        Gru.standard(768),
        Transformer.standard(768));
  }

  static Stream<Architecture> golden() {
    return Stream.of(
        new Amn(16, 5, 8, 4, Amn.Init.PYTORCH),
        new Lstm(16, 5, 8, 2, 0.2),
        new Gru(16, 5, 8, 4),
        new Transformer(16, 5, 8, 2, 2, 32, 0.1));
  }

  private Predictor narrow(ModelFile model) {
    return engine.open("it", model, PredictionPrecision.BFLOAT16);
  }

  private Predictor float32(ModelFile model) {
    return engine.open("it", model, PredictionPrecision.FLOAT32);
  }

  private static float[] predicted(Predictor predictor, float[] contexts, int count) {
    float[] raw = new float[count * predictor.dimension()];
    predictor.predict(contexts, count, raw);
    return raw;
  }

  /** The length of a row's difference in lengths of what was expected, the largest of all rows. */
  private static double farthest(float[] got, float[] expected, int width) {
    assertThat(got).hasSameSizeAs(expected);
    double farthest = 0;
    for (int row = 0; row < got.length; row += width) {
      double apart = 0;
      double length = 0;
      for (int i = row; i < row + width; i++) {
        apart += Math.pow((double) got[i] - expected[i], 2);
        length += Math.pow(expected[i], 2);
      }
      farthest = Math.max(farthest, Math.sqrt(apart / length));
    }
    return farthest;
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void predictionsAreNearThoseOfFloat32AndNotTheSame(Architecture architecture) {
    ModelFile model = RandomModels.of(architecture);
    int dim = architecture.dimension();
    try (Predictor narrow = narrow(model);
        Predictor float32 = float32(model)) {
      for (int count : new int[] {1, 3, 130}) {
        float[] contexts = GoldenProbe.contexts(count, architecture.contextLength(), dim);
        float[] exact = predicted(float32, contexts, count);
        float[] raw = new float[exact.length];
        Optional<Mixing> mixing = narrow.predictMixed(contexts, count, raw);
        assertThat(farthest(raw, exact, dim)).isBetween(1e-6, TOLERANCE);
        Optional<Mixing> expected = float32.predictMixed(contexts, count, exact);
        assertThat(mixing.isPresent()).isEqualTo(expected.isPresent());
        if (mixing.isPresent()) {
          float[] weights = mixing.get().weights();
          assertThat(farthest(weights, expected.get().weights(), architecture.contextLength()))
              .isLessThan(TOLERANCE);
        }
      }
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("standards")
  void soAreTheyAtTheSpecificationsSizes(Architecture architecture) {
    predictionsAreNearThoseOfFloat32AndNotTheSame(architecture);
    theSameContextsGiveTheSameBitsAndOneAloneNearlyWhatItGivesAmongOthers(architecture);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void theSameContextsGiveTheSameBitsAndOneAloneNearlyWhatItGivesAmongOthers(
      Architecture architecture) {
    ModelFile model = RandomModels.of(architecture);
    int dim = architecture.dimension();
    int size = architecture.contextLength() * dim;
    float[] contexts = GoldenProbe.contexts(130, architecture.contextLength(), dim);
    try (Predictor narrow = narrow(model);
        Predictor another = narrow(model)) {
      float[] all = predicted(narrow, contexts, 130);
      for (int i = 0; i < 130; i += 13) {
        float[] alone =
            predicted(narrow, Arrays.copyOfRange(contexts, i * size, (i + 1) * size), 1);
        float[] among = Arrays.copyOfRange(all, i * dim, (i + 1) * dim);
        assertThat(farthest(alone, among, dim)).isLessThan(ALONE);
      }
      assertThat(predicted(narrow, contexts, 130)).isEqualTo(all);
      assertThat(predicted(another, contexts, 130)).isEqualTo(all);
    }
  }

  /** PyTorch rounds what a layer gives, too; here that stays in float32. */
  @ParameterizedTest
  @MethodSource("golden")
  void predictionsAreNearPyTorchsUnderAutocastAndNearerToFloat32(Architecture architecture)
      throws IOException {
    String name = architecture.name();
    Safetensors weights = Safetensors.read(CASES.resolve(name + ".weights.safetensors"));
    Safetensors expected = Safetensors.read(CASES.resolve(name + ".case.safetensors"));
    float[] autocast =
        Safetensors.read(CASES.resolve("autocast.safetensors")).tensor(name).values();
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    for (Parameter p : architecture.parameters()) {
      tensors.put(p.name(), weights.tensor(p.name()));
    }
    float[] exact = expected.tensor("raw").values();
    try (Predictor narrow = narrow(ModelFile.of(architecture, tensors))) {
      float[] got = predicted(narrow, expected.tensor("x").values(), 4);
      assertThat(farthest(got, autocast, got.length)).isBetween(1e-6, TOLERANCE);
      assertThat(farthest(got, exact, got.length))
          .isLessThan(farthest(autocast, exact, got.length));
    }
  }
}
