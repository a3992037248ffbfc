package dev.nextvec.internal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.data.Sequences;
import dev.nextvec.data.Windows;
import dev.nextvec.stats.Estimate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderAblationTest {
  private final Windows dyadic = DiagnosisInputs.dyadic(12, 14);
  private final Windows walk = Sequences.ar1(30, 20, 48, 0.8, 4);

  private static OrderAblation of(DiagnosisInput subject) {
    return OrderAblation.of(
        subject, Change.of(subject.contextLength(), subject.seed()), DiagnosisInputs.steps());
  }

  private static double loss(OrderAblation order, String change) {
    return order.losses().get(0).values().get(order.changes().indexOf(change));
  }

  @Test
  void whatIsBlindToOrderLosesExactlyNothingFromShufflingAndReversing() {
    OrderAblation order = of(DiagnosisInputs.of(dyadic, DiagnosisInputs.average(dyadic)));
    assertThat(loss(order, "shuffle")).isZero();
    assertThat(loss(order, "reverse")).isZero();
    assertThat(order.turns().values().subList(0, 2)).containsExactly(0.0, 0.0);
    assertThat(order.losses().get(0).points().get(0).interval())
        .hasValueSatisfying(ends -> assertThat(ends.low() == 0 && ends.high() == 0).isTrue());
    assertThat(loss(order, "repeat last")).isNotZero();
  }

  @Test
  void whatRoundingAloneChangesIsNoDifference() {
    OrderAblation order = of(DiagnosisInputs.of(walk, DiagnosisInputs.average(walk)));
    for (String change : List.of("shuffle", "reverse")) {
      int at = order.changes().indexOf(change);
      Estimate loss = order.losses().get(0).points().get(at);
      assertThat(loss.value()).isZero();
      assertThat(loss.pValue()).isEqualTo(1);
      assertThat(loss.interval().orElseThrow().holds(0)).isTrue();
      assertThat(order.turns().values().get(at)).isZero();
    }
  }

  @Test
  void persistenceReversedIsTheOldestChunk() {
    OrderAblation order = of(DiagnosisInputs.of(walk, DiagnosisInputs.persistence(walk)));
    double newest = DiagnosisInputs.meanCosine(walk, RolloutStretch.WINDOW, 4, 5);
    double oldest = DiagnosisInputs.meanCosine(walk, RolloutStretch.WINDOW, 0, 5);
    assertThat(loss(order, "reverse")).isCloseTo(newest - oldest, within(1e-6));
    assertThat(loss(order, "repeat last")).isZero();
  }

  @Test
  void aPositionThatIsIgnoredHasNoInfluence() {
    OrderAblation order = of(DiagnosisInputs.of(walk, DiagnosisInputs.persistence(walk)));
    int first = order.firstDrop();
    assertThat(order.changes().subList(first, first + 5))
        .containsExactly("drop 1", "drop 2", "drop 3", "drop 4", "drop 5");
    assertThat(order.losses().get(0).values().subList(first, first + 4)).containsOnly(0.0);
    assertThat(order.turns().values().subList(first, first + 4)).containsOnly(0.0);
    assertThat(loss(order, "drop 5")).isGreaterThan(0.05);
    assertThat(order.turns().values().get(first + 4)).isGreaterThan(0.05);
  }

  @Test
  void aDroppedChunkIsAbsentToTheLinearAverage() {
    Windows windows = dyadic;
    float[] context = new float[4 * 4];
    float[] changed = new float[4 * 4];
    windows.context(3, context, 0);
    new Change.Drop(1).apply(3, context, 0, 4, 4, changed);
    float[] raw = new float[4];
    DiagnosisInputs.average(windows).predict(changed, 1, raw);
    for (int d = 0; d < 4; d++) {
      float others = (context[d] + context[8 + d] + context[12 + d]) / 3;
      assertThat((double) raw[d]).isCloseTo(others, within(1e-6));
    }
  }

  @Test
  void shufflingIsDrawnForEachWindowFromTheSeedAndNeverKeepsTheOrder() {
    float[] context = {0, 1, 2, 3, 4};
    Change shuffle = new Change.Shuffle(11);
    boolean[][] seen = new boolean[5][5];
    for (int window = 0; window < 400; window++) {
      float[] once = new float[5];
      float[] again = new float[5];
      shuffle.apply(window, context, 0, 5, 1, once);
      new Change.Shuffle(11).apply(window, context, 0, 5, 1, again);
      assertThat(once).isEqualTo(again).isNotEqualTo(context);
      float[] sorted = once.clone();
      Arrays.sort(sorted);
      assertThat(sorted).isEqualTo(context);
      for (int k = 0; k < 5; k++) {
        seen[k][(int) once[k]] = true;
      }
    }
    for (boolean[] places : seen) {
      assertThat(places).containsOnly(true);
    }
  }

  @Test
  void aContextOfOneHasNothingToChange() {
    assertThat(Change.of(1, 1)).isEmpty();
    assertThat(Change.of(2, 1)).hasSize(5);
  }
}
