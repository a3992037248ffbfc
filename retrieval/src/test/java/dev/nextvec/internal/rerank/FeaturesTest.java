package dev.nextvec.internal.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeaturesTest {
  private static final List<float[]> CONTEXT = List.of(new float[] {0, 1});
  private static final List<float[]> VECTORS = List.of(new float[] {1, 0}, new float[] {0, 2});
  private static final float[] SCORES = {2, 1};

  private static Candidates candidates(float... predicted) {
    return new Candidates(
        CONTEXT,
        Optional.of(new float[] {3, 4}),
        predicted,
        VECTORS,
        SCORES,
        new float[0][],
        new float[0]);
  }

  @Test
  void theCosineToThePredictionIsTheOneThatTheSearchFoundBy() {
    Features features = new Features(1, Parts.whole(2), true, false);
    int at = features.names().indexOf("cosine to the prediction");
    float[] rows = features.describe(candidates(0.25f, 0.75f));
    int width = features.names().size();
    assertThat(rows[at]).isEqualTo(0.25f);
    assertThat(rows[width + at]).isEqualTo(0.75f);
    int newest = features.names().indexOf("cosine to context chunk -1");
    assertThat(rows[newest]).isZero();
    assertThat(rows[width + newest]).isEqualTo(1);
  }

  @Test
  void candidatesOfAPredictionHaveTheirCosines() {
    assertThatThrownBy(() -> candidates(0.25f))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 candidates have 1 cosines to the prediction");
  }
}
