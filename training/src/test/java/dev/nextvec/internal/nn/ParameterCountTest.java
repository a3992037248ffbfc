package dev.nextvec.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.model.Amn;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.Transformer;
import org.junit.jupiter.api.Test;

final class ParameterCountTest {
  private static final Amn AMN = Amn.standard(768);

  @Test
  void theFourArchitecturesHaveTheSpecificationsParameterCounts() {
    assertThat(AMN.parameterCount()).isEqualTo(1_510_912);
    assertThat(Lstm.standard(768).parameterCount()).isEqualTo(5_120_768);
    assertThat(Gru.standard(768).parameterCount()).isEqualTo(7_095_552);
    assertThat(Transformer.standard(768).parameterCount()).isEqualTo(17_867_520);
  }

  @Test
  void weightsHoldExactlyTheParameters() {
    Amn small = new Amn(6, 5, 7, 3, Amn.Init.ZERO);
    try (Weights weights = new Weights(Libtorch.start(Device.CPU, 1), small.parameters(), 1)) {
      assertThat(weights.count()).isEqualTo(small.parameterCount());
    }
  }

  @Test
  void sizesThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new Amn(768, 5, 1, 256, Amn.Init.ZERO))
        .hasMessage("`hidden` must be at least 2 but was 1");
    assertThatThrownBy(() -> new Lstm(768, 0, 512, 2, 0.2))
        .hasMessage("`context` must be positive but was 0");
    assertThatThrownBy(() -> new Lstm(768, 5, 2_000_000_000, 2, 0.2))
        .hasMessage("`hidden` must be at most 1048576 but was 2000000000");
    assertThatThrownBy(() -> new Lstm(768, 5, 512, 2, 1))
        .hasMessage("`dropout` must be in [0, 1) but was 1.0");
    assertThatThrownBy(() -> new Transformer(768, 5, 512, 4, 7, 2048, 0.1))
        .hasMessageStartingWith("`hidden` must be even and a multiple of `heads`");
  }

  @Test
  void anUntrainedAmnIsTheLinearAverage() {
    CounterRandom random = CounterRandom.of(4, "contexts");
    float[] contexts = new float[3 * 5 * 768];
    for (int i = 0; i < contexts.length; i++) {
      contexts[i] = (float) random.gaussian(i);
    }
    float[] average = new float[3 * 768];
    new LinearAverage(5, 768).predict(contexts, 3, average);
    Libtorch engine = Libtorch.start(Device.CPU, 1);
    float[] raw = new float[3 * 768];
    try (Weights weights = new Weights(engine, AMN.parameters(), 9);
        NetworkPredictor untrained =
            NetworkPredictor.of("amn", engine, StoredWeights.copy(AMN, weights))) {
      untrained.predict(contexts, 3, raw);
    }
    assertThat(raw).containsExactly(average, within(5e-7f)); // a rounding of the mean
  }
}
