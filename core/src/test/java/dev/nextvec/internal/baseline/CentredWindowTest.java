package dev.nextvec.internal.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.data.Document;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.vector.HeapVectors;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CentredWindowTest {
  private static final int DIM = 5;

  @Test
  void theDotsOfAWindowAreThoseOfItsVectorsWhateverCameBefore() {
    CounterRandom random = CounterRandom.of(1, "vectors");
    float[] values = new float[20 * DIM];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.gaussian(i);
    }
    HeapVectors vectors = HeapVectors.of(values, DIM);
    Windows windows = windows(vectors);
    double[] mean = {0.5, -1, 0, 2, 0.25};
    CentredWindow centred = new CentredWindow(windows, mean);
    for (int window : new int[] {0, 1, 2, 5, 6, 6, 3, 4, 11, 0}) {
      double[][] dots = centred.dots(window);
      long first = windows.firstRow(window);
      for (int k = 0; k <= 3; k++) {
        for (int l = 0; l <= k; l++) {
          double expected = 0;
          for (int d = 0; d < DIM; d++) {
            expected +=
                (vectors.read(first + k)[d] - mean[d]) * (vectors.read(first + l)[d] - mean[d]);
          }
          assertThat(dots[k][l])
              .as("window %d, %d %d", window, k, l)
              .isCloseTo(expected, within(1e-9));
        }
      }
    }
  }

  private static Windows windows(HeapVectors vectors) {
    return new Windows(
        vectors, List.of(new Document("a", "", 0, 9), new Document("b", "", 9, 11)), 3);
  }
}
