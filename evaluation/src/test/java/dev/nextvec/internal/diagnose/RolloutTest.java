package dev.nextvec.internal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.data.Sequences;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.baseline.LinearAverage;
import java.util.List;
import org.junit.jupiter.api.Test;

class RolloutTest {
  private final Windows walk = Sequences.ar1(30, 20, 48, 0.8, 4);

  private static Rollout of(DiagnosisInput subject) {
    return Rollout.of(subject, DiagnosisInputs.steps()).orElseThrow();
  }

  @Test
  void persistenceStaysAtTheNewestChunk() {
    Rollout rollout = of(DiagnosisInputs.of(walk, DiagnosisInputs.persistence(walk)));
    List<Double> curve = rollout.curves().get(0).values();
    assertThat(curve).hasSize(5);
    for (int h = 1; h <= 5; h++) {
      double expected = DiagnosisInputs.meanCosine(walk, new RolloutStretch(0, 4), 4, 4 + h);
      assertThat(curve.get(h - 1)).isCloseTo(expected, within(1e-6));
    }
  }

  @Test
  void whatContinuesASequenceOfOneStepsStaysRightToTheEnd() {
    Windows turning = turning();
    Rule step =
        new Rule("step", 4, 2, context -> turn(new float[] {3 * context[6], 3 * context[7]}));
    Rollout rollout = of(DiagnosisInputs.of(turning, step, DiagnosisInputs.persistence(turning)));
    assertThat(rollout.curves().get(0).values())
        .allSatisfy(cosine -> assertThat(cosine).isCloseTo(1, within(1e-6)));
    List<Double> leads = rollout.leads().get(0).values();
    for (int h = 1; h <= 5; h++) {
      assertThat(leads.get(h - 1)).isCloseTo(1 - Math.cos(0.2 * h), within(1e-5));
    }
  }

  @Test
  void predictionsAreAppendedAtUnitLength() {
    float[] seen = new float[1];
    Rule spy =
        new Rule(
            "spy",
            4,
            2,
            context -> {
              seen[0] = Math.max(seen[0], Math.abs(context[6]) + Math.abs(context[7]));
              return new float[] {1000, 0};
            });
    of(DiagnosisInputs.of(turning(), spy));
    assertThat(seen[0]).isLessThan(1.5f);
  }

  @Test
  void leadsAreOverTheControlsInTheirOrder() {
    Rollout rollout =
        of(
            DiagnosisInputs.of(
                walk,
                DiagnosisInputs.persistence(walk),
                DiagnosisInputs.average(walk),
                DiagnosisInputs.persistence(walk)));
    assertThat(rollout.leads())
        .extracting(Curve::name)
        .containsExactly(LinearAverage.NAME, "persistence");
    assertThat(rollout.leads().get(1).values()).containsOnly(0.0);
    double first =
        rollout.curves().get(0).values().get(0) - rollout.curves().get(1).values().get(0);
    assertThat(rollout.leads().get(0).values().get(0)).isCloseTo(first, within(1e-6));
  }

  @Test
  void isAbsentWhereNoDocumentIsLongEnough() {
    Windows shortOnes = Sequences.ar1(10, 9, 16, 0.8, 5);
    assertThat(
            Rollout.of(
                DiagnosisInputs.of(shortOnes, DiagnosisInputs.persistence(shortOnes)),
                DiagnosisInputs.steps()))
        .isEmpty();
  }

  /** Points that go round a circle by 0.2 a step. */
  private static Windows turning() {
    return DiagnosisInputs.windows(
        8,
        12,
        2,
        values -> {
          for (int row = 0; row < values.length / 2; row++) {
            values[2 * row] = (float) Math.cos(0.2 * row);
            values[2 * row + 1] = (float) Math.sin(0.2 * row);
          }
        });
  }

  private static float[] turn(float[] v) {
    double c = Math.cos(0.2);
    double s = Math.sin(0.2);
    return new float[] {(float) (c * v[0] - s * v[1]), (float) (s * v[0] + c * v[1])};
  }
}
