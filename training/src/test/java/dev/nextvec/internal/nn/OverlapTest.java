package dev.nextvec.internal.nn;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.Parameter;
import dev.nextvec.model.Parameter.Start;
import dev.nextvec.model.Predictor;
import dev.nextvec.model.Transformer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Vectors that contexts share are projected once, and nothing else changes. */
class OverlapTest {
  private static final int N = 5;
  private static final int DIM = 12;

  private final Libtorch engine = Libtorch.start(Device.CPU, 1);

  @Test
  void windows_of_two_documents_have_hardly_more_vectors_than_windows() {
    float[] contexts = windows(2, 20); // 24 vectors each
    withOverlap(
        true,
        overlap -> {
          Tensor x = byPosition(contexts, 40);
          Tensor few = overlap.distinct(x);
          assertThat(few.size(0)).isEqualTo(64); // 48 and as many more as fill a block
          assertThat(values(overlap.spread(few))).isEqualTo(values(x));
        });
  }

  @Test
  void a_vector_that_differs_in_its_last_number_is_another() {
    float[] contexts = windows(1, 40);
    int changed = (30 * N + 2) * DIM - 1;
    contexts[changed] = Math.nextUp(contexts[changed]);
    withOverlap(
        true,
        overlap -> {
          Tensor x = byPosition(contexts, 40);
          assertThat(values(overlap.spread(overlap.distinct(x)))).isEqualTo(values(x));
        });
  }

  @Test
  void contexts_that_share_little_or_are_to_be_trained_on_stay_as_they_are() {
    float[] apart = numbers(3, 40 * N * DIM);
    withOverlap(
        true,
        overlap -> {
          Tensor x = byPosition(apart, 40);
          Tensor rows = overlap.distinct(x);
          assertThat(rows.size(0)).isEqualTo(40 * N);
          assertThat(values(overlap.spread(rows))).isEqualTo(values(x));
        });
    withOverlap(
        false,
        overlap -> {
          Tensor rows = overlap.distinct(byPosition(windows(2, 20), 40));
          assertThat(rows.size(0)).isEqualTo(40 * N);
        });
  }

  static Stream<Architecture> architectures() {
    return Stream.of(
        new Lstm(DIM, N, 8, 2, 0.2),
        new Gru(DIM, N, 8, 3),
        new Transformer(DIM, N, 8, 2, 2, 16, 0));
  }

  /** A batch with much in common, one with nothing, and one that is smaller, one after another. */
  @ParameterizedTest
  @MethodSource("architectures")
  void networks_predict_what_they_predict_of_each_window_alone(Architecture architecture) {
    float[] mixed = windows(3, 20);
    float[] apart = numbers(5, mixed.length);
    try (Weights weights = new Weights(engine, architecture.parameters(), 1);
        Predictor network =
            NetworkPredictor.of("net", engine, StoredWeights.copy(architecture, weights))) {
      for (float[] contexts : List.of(mixed, apart, windows(1, 33))) {
        int count = contexts.length / (N * DIM);
        float[] together = new float[count * DIM];
        network.predict(contexts, count, together);
        float[] context = new float[N * DIM];
        float[] one = new float[DIM];
        for (int i = 0; i < count; i++) {
          System.arraycopy(contexts, i * N * DIM, context, 0, N * DIM);
          network.predict(context, 1, one);
          for (int d = 0; d < DIM; d++) {
            assertThat(together[i * DIM + d]).isCloseTo(one[d], within(2e-6f));
          }
        }
      }
    }
  }

  /**
   * In a loop that slices it, a buffer seen as floats became null in compiled code of Java 25, by
   * chance and seldom: what cannot be made to happen is kept from being possible.
   */
  @Test
  void no_buffer_is_sliced_where_contexts_are_compared() throws IOException {
    try (InputStream in = Overlap.class.getResourceAsStream("Overlap.class")) {
      String constants = new String(requireNonNull(in).readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(constants).contains("mismatch").doesNotContain("java/nio/");
    }
  }

  private interface Use {
    void of(Overlap overlap);
  }

  private void withOverlap(boolean fixed, Use use) {
    Parameter parameter = new Parameter("w", new long[] {1}, new Start.Uniform(1));
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(engine, List.of(parameter), 1);
        Workspace space = new Workspace(engine)) {
      if (fixed) {
        weights.fix();
      }
      use.of(new Overlap(weights, space));
    }
  }

  /** {@code [documents * each, N, DIM]}: the windows of each document, one after another. */
  private static float[] windows(int documents, int each) {
    float[] contexts = new float[documents * each * N * DIM];
    for (int d = 0; d < documents; d++) {
      float[] vectors = numbers(d, (each + N - 1) * DIM);
      for (int i = 0; i < each; i++) {
        System.arraycopy(vectors, i * DIM, contexts, (d * each + i) * N * DIM, N * DIM);
      }
    }
    return contexts;
  }

  private static float[] numbers(long key, int count) {
    CounterRandom random = new CounterRandom(key);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.gaussian(i);
    }
    return numbers;
  }

  private Tensor byPosition(float[] contexts, int batch) {
    Tensor x = engine.empty(N, batch, DIM);
    engine.uploadByPosition(contexts, x);
    return x;
  }

  private float[] values(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.numel())];
    engine.download(tensor, values, values.length);
    return values;
  }
}
