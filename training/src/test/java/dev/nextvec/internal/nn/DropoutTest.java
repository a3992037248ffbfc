package dev.nextvec.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.internal.random.CounterRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutTest {
  private static final CounterRandom RANDOM = CounterRandom.of(3, "dropout");
  private static final int THRESHOLD = 13107; // 0.2 of 65,536
  private static final float SCALE = 1.25f;

  private static float[] mask(int count, CounterRandom random) {
    float[] mask = new float[count + 1];
    mask[count] = 7; // beyond the end
    Dropout.fill(mask, count, random, THRESHOLD, SCALE);
    assertThat(mask[count]).isEqualTo(7);
    return mask;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 4095, 4096, 4097, 100_003})
  void everyNumberIsZeroOrTheScale(int count) {
    float[] mask = mask(count, RANDOM);
    for (int i = 0; i < count; i++) {
      assertThat(mask[i] == 0 || mask[i] == SCALE).as("number %d is %s", i, mask[i]).isTrue();
    }
  }

  @Test
  void theShareIsMetAndNeighboursAreIndependent() {
    int count = 1_000_000;
    float[] mask = mask(count, RANDOM);
    int dropped = 0;
    int pairs = 0;
    int quarters = 0;
    for (int i = 0; i < count; i++) {
      dropped += mask[i] == 0 ? 1 : 0;
      pairs += mask[i] == 0 && mask[(i + 1) % count] == 0 ? 1 : 0;
      quarters += mask[i] == 0 && mask[(i + count / 4) % count] == 0 ? 1 : 0; // of the same bits
    }
    assertThat(dropped / (double) count).isCloseTo(0.2, within(0.002));
    assertThat(pairs / (double) count).isCloseTo(0.04, within(0.001));
    assertThat(quarters / (double) count).isCloseTo(0.04, within(0.001));
  }

  @Test
  void aStepDrawnAgainHasTheSameMaskAndAnotherStepAnother() {
    assertThat(mask(999, RANDOM.at(5))).isEqualTo(mask(999, RANDOM.at(5)));
    assertThat(mask(999, RANDOM.at(5))).isNotEqualTo(mask(999, RANDOM.at(6)));
  }
}
