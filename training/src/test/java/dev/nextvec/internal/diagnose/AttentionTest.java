package dev.nextvec.internal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.data.Sequences;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.baseline.LearnedAverage;
import dev.nextvec.internal.train.Started;
import dev.nextvec.model.Amn;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Predictor;
import dev.nextvec.vector.Rows;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AttentionTest {
  private static final int DIM = 16;
  private final Windows walk = Sequences.ar1(12, 20, DIM, 0.8, 4);

  private Predictor network(Architecture architecture) {
    return Started.network(architecture, walk, Sequences.all(walk));
  }

  private Optional<Attention> of(Architecture architecture) {
    try (Predictor model = network(architecture)) {
      DiagnosisInput subject = DiagnosisInputs.of(walk, model);
      return Attention.of(subject, Traits.of(walk, subject.rows()));
    }
  }

  @Test
  void theAttentionOfAmnSumsToOneInEveryGroup() {
    Attention attention = of(new Amn(DIM, 5, 8, 4, Amn.Init.PYTORCH)).orElseThrow();
    assertThat(attention.weights()).extracting(Curve::name).isEqualTo(Attention.GROUPS);
    for (Curve curve : attention.weights()) {
      assertThat(curve.values()).hasSize(5).allMatch(weight -> weight > 0 && weight < 1);
      assertThat(curve.values().stream().mapToDouble(w -> w).sum()).isCloseTo(1, within(1e-6));
    }
    assertThat(attention.residualShare().value()).isGreaterThan(0.01);
    assertThat(attention.residualTurn().value()).isGreaterThan(0);
  }

  @Test
  void anUntrainedAmnHasNoResidual() {
    Attention attention = of(new Amn(DIM, 5, 8, 4, Amn.Init.ZERO)).orElseThrow();
    assertThat(attention.residualShare().value()).isZero();
    assertThat(attention.residualTurn().value()).isZero();
    assertThat(attention.residualGain().value()).isZero();
  }

  @Test
  void anUntrainedAmnRLooksWhereTheLearnedAverageDoes() {
    Attention attention = of(new AmnR(DIM, 5, 8, 4, 4, 0.1)).orElseThrow();
    double[] expected = LearnedAverage.fit(walk, Sequences.all(walk)).weights();
    List<Double> weights = attention.weights().get(0).values();
    for (int k = 0; k < 5; k++) {
      assertThat(weights.get(k)).isCloseTo(expected[k], within(1e-5));
    }
    assertThat(attention.residualShare().value()).isLessThan(1e-5);
  }

  @Test
  void aNetworkWithoutWeightsOverPositionsHasNone() {
    assertThat(of(new Gru(DIM, 5, 8, 2))).isEmpty();
  }

  @Test
  void anExplanationTellsTheSameAsThePredictionItself() throws Exception {
    try (Predictor model = network(new Amn(DIM, 5, 8, 4, Amn.Init.PYTORCH))) {
      Explanation explanation = Explanation.of(model, walk, 17, Optional.empty());
      float[] context = new float[5 * DIM];
      float[] target = new float[DIM];
      float[] raw = new float[DIM];
      walk.context(17, context, 0);
      walk.target(17, target, 0);
      model.predict(context, 1, raw);
      assertThat(explanation.example().cosine())
          .isCloseTo(Rows.cosine(raw, 0, target, 0, DIM), within(1e-6));
      assertThat(explanation.example().document()).isEqualTo("d1");
      assertThat(explanation.example().chunk()).isEqualTo(5 + 2);
      assertThat(explanation.weights().stream().mapToDouble(w -> w).sum())
          .isCloseTo(1, within(1e-6));
      assertThat(explanation.residual()).isPresent();
      assertThat(explanation.influence()).hasSize(5).allMatch(each -> each.turn() > 0);
    }
  }

  @Test
  void persistenceIsMovedByTheNewestChunkAlone() throws Exception {
    Explanation explanation =
        Explanation.of(DiagnosisInputs.persistence(walk), walk, 3, Optional.empty());
    assertThat(explanation.influence().subList(0, 4)).containsOnly(new Influence(0, 0));
    assertThat(explanation.influence().get(4).turn()).isGreaterThan(0.01);
    assertThat(explanation.weights()).isEmpty();
    assertThat(explanation.residual()).isEmpty();
  }
}
