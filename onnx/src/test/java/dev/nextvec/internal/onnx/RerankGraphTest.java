package dev.nextvec.internal.onnx;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RerankGraphTest {
  /** W of two features and two units, b, u, v. */
  private static final float[] WEIGHTS = {1, -1, 2, 0.5f, 0.25f, 0, 3, 4, 0.1f, -0.2f};

  private static final float[] ROWS = {1, 2, -1, 0.5f};

  /** By hand: units (5.25, 0) and (0.25, 1.25). */
  private static final float[] SCORES = {15.75f + 0.1f - 0.4f, 0.75f + 5 - 0.1f - 0.1f};

  @TempDir Path folder;

  private RerankGraph graph(float[] scores) {
    return new RerankGraph(List.of("one", "other"), 2, WEIGHTS, "{}", ROWS, scores);
  }

  @Test
  void theGraphGivesTheScoresOfTheNetwork() {
    assertThatCode(() -> graph(SCORES).write(folder)).doesNotThrowAnyException();
  }

  @Test
  void otherScoresAreFoundOut() {
    assertThatThrownBy(() -> graph(new float[] {SCORES[0], SCORES[1] + 0.01f}).write(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("scores row 1 with 5.55");
  }
}
