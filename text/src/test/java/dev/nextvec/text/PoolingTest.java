package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class PoolingTest {
  /** The second of two texts: three tokens and one of padding, dimension 2. */
  private static final FloatBuffer TOKENS =
      FloatBuffer.wrap(new float[] {9, 9, 9, 9, 9, 9, 9, 9, 1, 2, 3, -4, 5, 8, 99, 99});

  private static float[] pool(Pooling pooling) {
    return pooling.pool(TOKENS, 8, 0, 3, 2);
  }

  @Test
  void leavesThePaddingOut() {
    assertThat(pool(Pooling.CLS)).containsExactly(1, 2);
    assertThat(pool(Pooling.LAST)).containsExactly(5, 8);
    assertThat(pool(Pooling.MAX)).containsExactly(5, 8);
    assertThat(pool(Pooling.MEAN)).containsExactly(3, 2);
    assertThat(pool(Pooling.MEAN_SQRT_LENGTH))
        .containsExactly((float) (9 / Math.sqrt(3)), (float) (6 / Math.sqrt(3)));
  }

  @Test
  void concatenatesUnitVectorsToAUnitVector() {
    float[] whole = Vectors.concatenate(new float[][] {{1, 0}, {0.6f, 0.8f}});
    float root = (float) Math.sqrt(0.5);
    assertThat(whole)
        .usingComparatorWithPrecision(1e-7f)
        .containsExactly(root, 0, 0.6f * root, 0.8f * root);
  }

  @Test
  void refusesVectorsWithoutDirection() {
    for (float bad : new float[] {0, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> Vectors.normalise(new float[] {0, bad}))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
