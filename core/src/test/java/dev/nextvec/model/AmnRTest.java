package dev.nextvec.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.data.CounterRandom;
import dev.nextvec.data.Document;
import dev.nextvec.data.HeapVectors;
import dev.nextvec.data.Windows;
import dev.nextvec.torch.Device;
import dev.nextvec.torch.Engine;
import dev.nextvec.torch.Weights;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AmnRTest {
  private static final int DIM = 12;
  private static final int CONTEXT = 4;
  private static final AmnR SPEC = new AmnR(DIM, CONTEXT, 8, 6, 0.2);

  private final Windows windows = windows();
  private final int[] all = IntStream.range(0, windows.size()).toArray();
  private final Engine engine = Engine.start(Device.CPU, 1);

  @Test
  void startsExactlyAtTheLearnedAverage() {
    float[] got = predict(1);
    float[] expected = new float[all.length * DIM];
    LearnedAverage.fit(windows, all).predict(contexts(), all.length, expected);
    for (int i = 0; i < got.length; i++) {
      assertThat((double) got[i]).isCloseTo(expected[i], within(1e-6));
    }
  }

  @Test
  void aShareOfZeroIsTheLearnedAverageWhateverWasTrained() {
    float[] expected = new float[all.length * DIM];
    LearnedAverage.fit(windows, all).predict(contexts(), all.length, expected);
    float[] got = predict(0, "residual_net.6.bias", "weights", "query.bias");
    for (int i = 0; i < got.length; i++) {
      assertThat((double) got[i]).isCloseTo(expected[i], within(1e-6));
    }
    float[] moved = predict(1, "residual_net.6.bias", "weights", "query.bias");
    assertThat(moved).isNotEqualTo(got);
  }

  private float[] predict(float share, String... disturbed) {
    try (Weights weights = new Weights(engine, SPEC.parameters(), 3)) {
      SPEC.fit(windows, all).forEach(weights::set);
      weights.set("share", new float[] {share});
      for (String name : disturbed) {
        float[] values = weights.get(name);
        for (int i = 0; i < values.length; i++) {
          values[i] += 0.5f + i;
        }
        weights.set(name, values);
      }
      float[] raw = new float[all.length * DIM];
      try (NetworkPredictor predictor =
          new NetworkPredictor("amn-r", engine, ModelFile.of(SPEC, weights))) {
        predictor.predict(contexts(), all.length, raw);
      }
      return raw;
    }
  }

  private float[] contexts() {
    float[] contexts = new float[all.length * CONTEXT * DIM];
    for (int w = 0; w < all.length; w++) {
      windows.context(w, contexts, w * CONTEXT * DIM);
    }
    return contexts;
  }

  private static Windows windows() {
    CounterRandom random = CounterRandom.of(4, "amn-r");
    float[] values = new float[60 * DIM];
    for (int i = 0; i < values.length; i++) {
      double before = i < DIM ? 0 : values[i - DIM];
      values[i] = (float) (0.7 * before + 0.3 * random.gaussian(i) + 0.1);
    }
    return new Windows(HeapVectors.of(values, DIM), List.of(new Document("a", "", 0, 60)), CONTEXT);
  }
}
