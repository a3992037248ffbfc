package dev.nextvec.internal.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.model.Architecture;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.Predictor;
import dev.nextvec.model.RandomModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
