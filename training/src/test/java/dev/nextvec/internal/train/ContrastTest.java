package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.internal.nn.BatchShare;
import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.internal.safetensors.Safetensors;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import dev.nextvec.run.Goal;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

/** The golden case was made by {@code src/test/resources/golden/contrast.py}. */
final class ContrastTest {
  private static final int DIM = 6;
  private static final int COUNT = 20;
  private static final int CONTEXT = 3;
  private static final int[] CONTEXTS = {0, 5, 16};
  private static final Path GOLDEN = Path.of("src/test/resources/golden/contrast.safetensors");

  /**
   * @param temperatureGradient of the logarithm of the temperature
   */
  private record Outcome(double loss, float[] gradient, float temperatureGradient) {}

  private static Outcome of(
      Goal.Retrieval goal, float p, float[] raw, float[] targets, Candidates among, int dim) {
    Libtorch engine = Tiny.engine().torch();
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(engine, Contrast.parameters(goal, dim), 1);
        Workspace space = new Workspace(engine)) {
      weights.set(Contrast.TEMPERATURE, new float[] {p});
      Contrast contrast = new Contrast(goal, weights, space);
      int size = among.contexts().length;
      float[] dRaw = new float[size * dim];
      double loss =
          contrast.of(
              raw,
              Batch.of(engine, new float[size * dim], targets, size, dim).with(among),
              BatchShare.whole(size),
              dim,
              dRaw);
      float[] slope = new float[1];
      engine.download(weights.gradient(Contrast.TEMPERATURE), slope, 1);
      return new Outcome(loss, dRaw, slope[0]);
    }
  }

  private static Goal.Retrieval goal(double mseWeight, double temperature) {
    return new Goal.Retrieval(16, 0, mseWeight, temperature);
  }

  private static float[] random(int count, String purpose) {
    CounterRandom random = CounterRandom.of(4, purpose);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.gaussian(i);
    }
    return values;
  }

  private static Candidates candidates(float[] vectors) {
    Rows.normaliseAll(vectors, COUNT, DIM);
    return new Candidates(vectors, COUNT, CONTEXTS, CONTEXT);
  }

  private static float[] targets(Candidates among) {
    float[] targets = new float[CONTEXTS.length * DIM];
    for (int b = 0; b < CONTEXTS.length; b++) {
      System.arraycopy(among.vectors(), among.target(b) * DIM, targets, b * DIM, DIM);
    }
    return targets;
  }

  @Test
  void lossAndGradientsAreThoseOfPyTorch() throws IOException {
    Safetensors golden = Safetensors.read(GOLDEN);
    float[] starts = golden.tensor("contexts").values();
    int[] contexts = new int[starts.length];
    for (int i = 0; i < starts.length; i++) {
      contexts[i] = (int) starts[i];
    }
    Outcome got =
        of(
            goal(0.5, 0.2),
            golden.tensor("log_temperature").values()[0],
            golden.tensor("raw").values(),
            golden.tensor("targets").values(),
            new Candidates(golden.tensor("candidates").values(), 70, contexts, 3),
            12);
    assertThat(got.loss()).isCloseTo(golden.tensor("loss").values()[0], within(1e-5));
    assertThat(got.gradient())
        .containsExactly(golden.tensor("raw_gradient").values(), within(1e-6f));
    assertThat(got.temperatureGradient())
        .isCloseTo(golden.tensor("temperature_gradient").values()[0], within(1e-5f));
  }

  @Test
  void gradientsAreTheSlopesOfTheLoss() {
    Candidates among = candidates(random(COUNT * DIM, "candidates"));
    float[] raw = random(CONTEXTS.length * DIM, "raw");
    float[] targets = targets(among);
    Goal.Retrieval goal = goal(0.7, 0.3);
    Outcome at = of(goal, 0.1f, raw, targets, among, DIM);
    for (int i = 0; i < raw.length; i++) {
      float[] up = raw.clone();
      float[] down = raw.clone();
      up[i] += 1e-2f;
      down[i] -= 1e-2f;
      double rise =
          of(goal, 0.1f, up, targets, among, DIM).loss()
              - of(goal, 0.1f, down, targets, among, DIM).loss();
      assertThat((double) at.gradient()[i])
          .as("[" + i + "]")
          .isCloseTo(rise / (up[i] - down[i]), within(2e-3));
    }
    double rise =
        of(goal, 0.11f, raw, targets, among, DIM).loss()
            - of(goal, 0.09f, raw, targets, among, DIM).loss();
    assertThat((double) at.temperatureGradient()).isCloseTo(rise / 0.02, within(2e-3));
  }

  @Test
  void aPerfectPredictorHasNoLossAndNoGradient() {
    Candidates among = candidates(random(COUNT * DIM, "candidates"));
    float[] targets = targets(among);
    Outcome perfect = of(goal(1, 0.01), 0, targets.clone(), targets, among, DIM);
    assertThat(perfect.loss()).isBetween(0.0, 1e-6);
    for (float g : perfect.gradient()) {
      assertThat(g).isCloseTo(0, within(1e-4f));
    }
  }

  @Test
  void equalCandidatesCostTheLogarithmOfTheirNumber() {
    float[] same = new float[COUNT * DIM];
    java.util.Arrays.fill(same, 1);
    Candidates among = candidates(same);
    Outcome chance = of(goal(0, 0.1), 0, random(CONTEXTS.length * DIM, "raw"), same, among, DIM);
    assertThat(chance.loss()).isCloseTo(Math.log(COUNT - CONTEXT), within(1e-5));
    assertThat(chance.temperatureGradient()).isCloseTo(0, within(1e-5f));
  }

  @Test
  void theOwnContextIsNeverACandidate() {
    float[] vectors = random(COUNT * DIM, "candidates");
    Candidates among = candidates(vectors.clone());
    Candidates one = new Candidates(among.vectors(), COUNT, new int[] {5}, CONTEXT);
    float[] raw = random(DIM, "raw");
    float[] target = java.util.Arrays.copyOfRange(among.vectors(), 8 * DIM, 9 * DIM);
    Outcome before = of(goal(0, 0.1), 0, raw, target, one, DIM);
    for (int j = 5; j < 8; j++) {
      System.arraycopy(raw, 0, vectors, j * DIM, DIM); // as near as can be
    }
    Candidates other = new Candidates(candidates(vectors).vectors(), COUNT, new int[] {5}, CONTEXT);
    Outcome after = of(goal(0, 0.1), 0, raw, target, other, DIM);
    assertThat(after.loss()).isCloseTo(before.loss(), within(1e-6));
    assertThat(after.gradient()).containsExactly(before.gradient(), within(1e-6f));
    System.arraycopy(raw, 0, vectors, 4 * DIM, DIM); // the chunk before the context is one
    Candidates nearer =
        new Candidates(candidates(vectors).vectors(), COUNT, new int[] {5}, CONTEXT);
    assertThat(of(goal(0, 0.1), 0, raw, target, nearer, DIM).loss())
        .isGreaterThan(before.loss() + 0.1);
  }

  @Test
  void aPredictionThatIsNoNumberMakesTheLossNoNumber() {
    Candidates among = candidates(random(COUNT * DIM, "candidates"));
    float[] raw = random(CONTEXTS.length * DIM, "raw");
    raw[2] = Float.NaN;
    assertThat(of(goal(0, 0.1), 0, raw, targets(among), among, DIM).loss()).isNaN();
  }

  @Test
  void noPredictionAtAllHasAFiniteGradient() {
    Candidates among = candidates(random(COUNT * DIM, "candidates"));
    Outcome none = of(goal(1, 0.1), 0, new float[3 * DIM], targets(among), among, DIM);
    assertThat(none.loss()).isFinite();
    for (float g : none.gradient()) {
      assertThat(g).isFinite();
    }
  }
}
