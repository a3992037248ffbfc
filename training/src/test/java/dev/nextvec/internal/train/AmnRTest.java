package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.data.Document;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.baseline.LearnedAverage;
import dev.nextvec.internal.baseline.Ridge;
import dev.nextvec.internal.nn.NetworkPredictor;
import dev.nextvec.internal.nn.StoredWeights;
import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.model.Amn;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import dev.nextvec.run.Goal;
import dev.nextvec.vector.HeapVectors;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AmnRTest {
  private static final int DIM = 12;
  private static final int CONTEXT = 4;
  private static final AmnR SPEC = new AmnR(DIM, CONTEXT, 8, 6, 3, 0.2);

  private final Windows windows = windows();
  private final int[] all = IntStream.range(0, windows.size()).toArray();
  private final int[] train = IntStream.range(0, windows.size() - 16).toArray();
  private final int[] validation = IntStream.range(windows.size() - 12, windows.size()).toArray();
  private final TorchEngine compute = TorchEngine.start(Device.CPU, 1);
  private final Libtorch engine = compute.torch();

  @Test
  void startsExactlyAtTheLearnedAverage() {
    float[] got = predict(SPEC, Map.of());
    assertClose(got, learnedAverage());
  }

  @Test
  void withoutSharesItIsTheLearnedAverageWhateverWasTrained() {
    float[] zero = {0, 0};
    String[] trained = {"residual_net.6.bias", "weights", "query.bias"};
    assertClose(predict(SPEC, Map.of(Architecture.SHARES, zero), trained), learnedAverage());
    float[] moved = predict(SPEC, Map.of(Architecture.SHARES, new float[] {0, 1}), trained);
    assertThat(moved).isNotEqualTo(learnedAverage());
  }

  @Test
  void anUntrainedNetworkAddsNothing() {
    float[] whole = {0, 1};
    assertClose(predict(SPEC, Map.of(Architecture.SHARES, whole)), learnedAverage());
  }

  @Test
  void theLinearMapOfFullRankIsRidge() {
    AmnR full = new AmnR(DIM, CONTEXT, 8, 6, DIM, 0.2);
    float[] ridge = new float[all.length * DIM];
    LearnedAverage average = LearnedAverage.fit(windows, train);
    try (Ridge fitted = Ridge.fit(compute, windows, train, validation, average)) {
      fitted.predict(contexts(), all.length, ridge);
    }
    assertClose(predict(full, Map.of(Architecture.SHARES, new float[] {1, 0})), ridge);
    float[] reduced = predict(SPEC, Map.of(Architecture.SHARES, new float[] {1, 0}));
    assertThat(distance(reduced, ridge)).isBetween(1e-6, distance(learnedAverage(), ridge));
  }

  @Test
  void halfAShareOfTheLinearMapIsHalfTheWay() {
    float[] whole = predict(SPEC, Map.of(Architecture.SHARES, new float[] {1, 0}));
    float[] half = predict(SPEC, Map.of(Architecture.SHARES, new float[] {0.5f, 0}));
    float[] start = learnedAverage();
    for (int i = 0; i < half.length; i++) {
      assertThat((double) half[i]).isCloseTo((whole[i] + start[i]) / 2.0, within(1e-6));
    }
  }

  @Test
  void itCostsWhatAnAmnCosts() {
    AmnR spec = new AmnR(768, 5, 512, 64, 64, 0.2);
    Amn amn = new Amn(768, 5, 512, 256, Amn.Init.ZERO);
    assertThat(spec.parameterCount()).isEqualTo(1_511_308);
    assertThat(amn.parameterCount()).isEqualTo(1_510_912);
    assertThat(spec.flops()).isLessThan(amn.flops());
  }

  @Test
  void aRankAboveTheDimensionIsRefused() {
    assertThatThrownBy(() -> new AmnR(DIM, CONTEXT, 8, 6, 13, 0.2))
        .hasMessage("`rank` must be at most the dimension, 12, but was 13");
  }

  private static void assertClose(float[] got, float[] expected) {
    for (int i = 0; i < got.length; i++) {
      assertThat((double) got[i]).isCloseTo(expected[i], within(1e-5));
    }
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  private float[] learnedAverage() {
    float[] expected = new float[all.length * DIM];
    LearnedAverage.fit(windows, train).predict(contexts(), all.length, expected);
    return expected;
  }

  private float[] predict(AmnR spec, Map<String, float[]> replaced, String... disturbed) {
    try (Weights weights = new Weights(engine, spec.parameters(), 3)) {
      new ClosedFormStart(compute, windows, train, validation)
          .of(spec, new Goal.Regression())
          .forEach(weights::set);
      replaced.forEach(weights::set);
      for (String name : disturbed) {
        float[] values = weights.get(name);
        for (int i = 0; i < values.length; i++) {
          values[i] += 0.5f + i;
        }
        weights.set(name, values);
      }
      float[] raw = new float[all.length * DIM];
      try (NetworkPredictor predictor =
          NetworkPredictor.of("amn-r", engine, StoredWeights.copy(spec, weights))) {
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
    float[] values = new float[120 * DIM];
    for (int i = 0; i < values.length; i++) {
      double before = i < DIM ? 0 : values[i - DIM];
      values[i] = (float) (0.7 * before + 0.3 * random.gaussian(i) + 0.1);
    }
    return new Windows(
        HeapVectors.of(values, DIM), List.of(new Document("a", "", 0, 120)), CONTEXT);
  }
}
