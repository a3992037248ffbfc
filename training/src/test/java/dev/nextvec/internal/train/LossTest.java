package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.run.Loss;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LossTest {
  private static final float[] RAW = {3, 4, 0, 2};
  private static final float[] TARGET = {1, 0, 0, 1};

  static Stream<Loss> losses() {
    return Stream.of(new Loss.MeanSquaredError(), new Loss.Cosine(), new Loss.InfoNce(0.07));
  }

  private static double of(Loss loss, float[] raw, float[] target, int batch) {
    return loss.of(raw, target, batch, raw.length / batch, new float[raw.length]);
  }

  @Test
  void meanSquaredErrorIsTheMeanOverBatchAndDimensions() {
    float[] gradient = new float[4];
    double loss = new Loss.MeanSquaredError().of(RAW, TARGET, 2, 2, gradient);
    assertThat(loss).isEqualTo((4 + 16 + 0 + 1) / 4.0);
    assertThat(gradient).containsExactly(1, 2, 0, 0.5f);
  }

  @Test
  void cosineLossIsOneMinusTheMeanCosine() {
    assertThat(of(new Loss.Cosine(), RAW, TARGET, 2)).isCloseTo((0.4 + 0) / 2, within(1e-12));
  }

  @Test
  void infoNceIsTheCrossEntropyOfTheOwnTargetAmongTheBatchs() {
    // cosines: window 0 has 0.6 with its own target and 0.8 with the other, window 1 has 1 and 0
    double first = Math.log(Math.exp(0.6) + Math.exp(0.8)) - 0.6;
    double second = Math.log(Math.exp(1) + Math.exp(0)) - 1;
    assertThat(of(new Loss.InfoNce(1), RAW, TARGET, 2))
        .isCloseTo((first + second) / 2, within(1e-12));
    first = Math.log(Math.exp(6) + Math.exp(8)) - 6;
    second = Math.log(Math.exp(10) + Math.exp(0)) - 10;
    assertThat(of(new Loss.InfoNce(0.1), RAW, TARGET, 2))
        .isCloseTo((first + second) / 2, within(1e-6));
  }

  @Test
  void infoNceOfASingleWindowHasNothingToLearn() {
    float[] gradient = {1, 1};
    assertThat(new Loss.InfoNce(0.07).of(new float[] {3, 4}, new float[] {1, 0}, 1, 2, gradient))
        .isZero();
    assertThat(gradient).containsExactly(0, 0);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void theGradientIsTheSlopeOfTheLoss(Loss loss) {
    int batch = 5;
    int dim = 7;
    CounterRandom random = CounterRandom.of(2, "loss");
    float[] raw = new float[batch * dim];
    float[] target = new float[batch * dim];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = (float) random.gaussian(i);
      target[i] = (float) random.gaussian(1000 + i);
    }
    float[] gradient = new float[raw.length];
    loss.of(raw, target, batch, dim, gradient);
    double largest = 0;
    for (float g : gradient) {
      largest = Math.max(largest, Math.abs(g));
    }
    for (int i = 0; i < raw.length; i++) {
      float[] up = raw.clone();
      float[] down = raw.clone();
      up[i] += 1e-3f;
      down[i] -= 1e-3f;
      double slope =
          (of(loss, up, target, batch) - of(loss, down, target, batch)) / (up[i] - down[i]);
      assertThat((double) gradient[i]).as("[" + i + "]").isCloseTo(slope, within(2e-3 * largest));
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void noPredictionAtAllHasAFiniteGradient(Loss loss) {
    float[] gradient = new float[4];
    double value = loss.of(new float[4], TARGET, 2, 2, gradient);
    assertThat(value).isFinite();
    for (float g : gradient) {
      assertThat(g).isFinite();
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void aPredictionThatIsNoNumberMakesTheLossNoNumber(Loss loss) {
    assertThat(of(loss, new float[] {Float.NaN, 1, 1, 1}, TARGET, 2)).isNaN();
  }

  @Test
  void aTemperatureMustBePositive() {
    assertThatThrownBy(() -> new Loss.InfoNce(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("`temperature` must be positive but was 0.0");
  }
}
