package dev.nextvec.internal.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.internal.random.CounterRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkTest {
  private static final int FEATURES = 5;
  private static final int HIDDEN = 7;
  private static final int COUNT = 7;
  private static final Scaling UNSCALED =
      new Scaling(new double[FEATURES], new double[] {1, 1, 1, 1, 1});
  private static final float[] KEPT = {1, 1, 0, 1.5f, 1, 1.5f, 1};

  private static float[] random(int size, long seed) {
    CounterRandom random = CounterRandom.of(seed, "test");
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.gaussian(i);
    }
    return values;
  }

  @Test
  void theGradientIsTheSlopeOfTheLoss() {
    float[] weights = random(Network.size(FEATURES, HIDDEN), 1);
    float[] rows = random(COUNT * FEATURES, 2);
    float[] gradient = new float[weights.length];
    new Pass(new Network(FEATURES, HIDDEN, weights)).addGradient(block(rows), kept(), gradient);
    float step = 1e-3f;
    for (int i = 0; i < weights.length; i++) {
      assertThat((double) gradient[i])
          .as("weight %d", i)
          .isCloseTo(
              (loss(weights, rows, i, step) - loss(weights, rows, i, -step)) / (2 * step),
              within(2e-3));
    }
    assertThat(norm(gradient)).isGreaterThan(0.5);
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  private static double loss(float[] weights, float[] rows, int at, float by) {
    float[] moved = weights.clone();
    moved[at] += by;
    return new Pass(new Network(FEATURES, HIDDEN, moved))
        .addGradient(block(rows), kept(), new float[moved.length]);
  }

  /** Two windows, one of an odd number of candidates. */
  private static Block block(float[] rows) {
    int first = 3 * FEATURES;
    float[][] windows = {
      Arrays.copyOfRange(rows, 0, first), Arrays.copyOfRange(rows, first, rows.length)
    };
    return Block.of(cases(windows), UNSCALED, new int[] {0, 1});
  }

  private static Cases cases(float[][] windows) {
    return new Cases(
        List.of("a", "b", "c", "d", "e"),
        window -> windows[window],
        new int[] {2, 1},
        new int[] {0, 1});
  }

  private static float[][] kept() {
    return new float[][] {KEPT, {1.5f, 1, 1, 0, 1, 1, 1}};
  }

  @Test
  void blocksOfWindowsAreScoredAsTheirCandidatesAreOneByOne() {
    Network network = new Network(FEATURES, HIDDEN, random(Network.size(FEATURES, HIDDEN), 1));
    float[] rows = random(COUNT * FEATURES, 2);
    float[][] scores = new Pass(network).scores(block(rows));
    float[] all = network.scores(rows, COUNT);
    assertThat(scores[0]).isEqualTo(Arrays.copyOfRange(all, 0, 3));
    assertThat(scores[1]).isEqualTo(Arrays.copyOfRange(all, 3, COUNT));
    assertThat(all[COUNT - 1]).isEqualTo(network.scores(Arrays.copyOfRange(rows, 30, 35), 1)[0]);
  }

  @Test
  void theMeanOfNetworksScoresAsTheMeanOfTheirScores() {
    Network one = new Network(FEATURES, HIDDEN, random(Network.size(FEATURES, HIDDEN), 1));
    Network other = new Network(FEATURES, 3, random(Network.size(FEATURES, 3), 2));
    float[] rows = random(COUNT * FEATURES, 4);
    float[] mean = Network.mean(List.of(one, other)).scores(rows, COUNT);
    for (int i = 0; i < COUNT; i++) {
      float expected = (one.scores(rows, COUNT)[i] + other.scores(rows, COUNT)[i]) / 2;
      assertThat(mean[i]).isCloseTo(expected, within(1e-4f));
    }
  }

  @Test
  void aNetworkBeforeItIsFittedScoresAllAlike() {
    Network network = Network.initial(FEATURES, HIDDEN, CounterRandom.of(1, "test"));
    float[] scores = network.scores(random(COUNT * FEATURES, 3), COUNT);
    assertThat(scores).containsOnly(0);
    assertThat(Network.shares(scores)).containsOnly(1.0 / COUNT);
  }

  @Test
  void sharesOfScoresAreThoseOfTheSoftmaxHoweverLarge() {
    double[] shares = Network.shares(new float[] {1000, 1000 + (float) Math.log(3), -1000});
    assertThat(shares[0]).isCloseTo(0.25, within(1e-4));
    assertThat(shares[1]).isCloseTo(0.75, within(1e-4));
    assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-12));
  }

  @Test
  void weightsOfAnotherNumberAreRefused() {
    assertThatThrownBy(() -> new Network(FEATURES, HIDDEN, new float[3]))
        .hasMessageContaining("has 54 weights, not 3");
  }

  @Test
  void scalingGoesIntoTheWeights() {
    float[][] rows = {random(COUNT * FEATURES, 4), random(COUNT * FEATURES, 5)};
    for (float[] each : rows) {
      for (int i = 0; i < each.length; i++) {
        each[i] = 3 + 0.1f * each[i] * (1 + i % FEATURES);
      }
    }
    Cases cases = cases(rows);
    Scaling scaling = Scaling.of(cases, new int[] {0, 1});
    Network network = new Network(FEATURES, HIDDEN, random(Network.size(FEATURES, HIDDEN), 6));
    float[] scaled = new Pass(network).scores(Block.of(cases, scaling, new int[] {1}))[0];
    float[] raw = scaling.into(network).scores(rows[1], COUNT);
    for (int i = 1; i < COUNT; i++) { // but for one constant, which a softmax does not see
      assertThat(raw[i] - raw[0]).isCloseTo(scaled[i] - scaled[0], within(2e-3f));
    }
  }
}
