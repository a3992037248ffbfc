package dev.nextvec.internal.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.model.Architecture;
import dev.nextvec.model.GoldenProbe;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.Predictor;
import dev.nextvec.model.RandomModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OnnxNetworksTest {
  private static Set<Path> rooms() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("nextvec-network"))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void nothingStaysOnDiskWhileANetworkRunsOrAfterItCouldNotBeOpened() throws IOException {
    Set<Path> before = rooms();
    Architecture architecture = RandomModels.architectures().getFirst();
    ModelFile model = RandomModels.of(architecture);
    try (Predictor network = new OnnxNetworks().open("it", model)) {
      assertThat(rooms()).isEqualTo(before);
      float[] raw = new float[network.dimension()];
      network.predict(new float[network.contextLength() * network.dimension()], 1, raw);
      for (float number : raw) {
        assertThat(number).isFinite();
      }
    }
    ModelFile broken = new ModelFile(architecture, Map.of());
    assertThatThrownBy(() -> new OnnxNetworks().open("it", broken))
        .hasMessageContaining("no tensor");
    assertThat(rooms()).isEqualTo(before);
  }

  /** Buffers are kept between calls: what is left of a larger call must not reach a smaller one. */
  @Test
  void callsOfChangingSizesAnswerAsEachAlone() throws IOException {
    for (Architecture architecture : RandomModels.architectures()) {
      try (Predictor network = new OnnxNetworks().open("it", RandomModels.of(architecture))) {
        int dimension = network.dimension();
        int size = network.contextLength() * dimension;
        float[] contexts = GoldenProbe.contexts(40, network.contextLength(), dimension);
        float[] alone = new float[40 * dimension];
        for (int i = 0; i < 40; i++) {
          float[] one = new float[dimension];
          network.predict(Arrays.copyOfRange(contexts, i * size, (i + 1) * size), 1, one);
          System.arraycopy(one, 0, alone, i * dimension, dimension);
        }
        for (int count : new int[] {7, 40, 3, 1, 40, 13}) {
          float[] raw = new float[count * dimension];
          network.predict(Arrays.copyOfRange(contexts, (40 - count) * size, 40 * size), count, raw);
          for (int i = 0; i < raw.length; i++) {
            assertThat(raw[i]).isCloseTo(alone[(40 - count) * dimension + i], within(1e-5f));
          }
        }
      }
    }
  }
}
