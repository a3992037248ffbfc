package dev.nextvec.eval;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WindowScoresTest {
  /** Stored results are found by it; computed by Python's hashlib. */
  @Test
  void testRowsKeepTheHashThatStoredScoresCarry() {
    int[] windows = {3, 4, -1};
    int[] documents = {0, 0, 7};
    float[] scores = new float[3];
    WindowScores rows = new WindowScores(windows, documents, scores, scores, scores, scores);
    assertThat(rows.rowsSha256())
        .isEqualTo("c07976f8a3942a0b1010ff76e0f7afb33829137f067a9c9ca8cd13a3fc1fc2ab");
  }
}
