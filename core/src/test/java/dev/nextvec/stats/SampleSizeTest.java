package dev.nextvec.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.stats.SampleSize.Measured;
import dev.nextvec.stats.SampleSize.Outcome;
import org.junit.jupiter.api.Test;

class SampleSizeTest {

  @Test
  void aDifferenceAsLargeAsItsErrorNeedsEightTimesTheDocuments() {
    // By hand: (1.95996 + 0.84162)² = 7.8489, times 100 documents.
    Measured measured = new Measured(0.01, 0.01, 100, 0);
    assertThat(SampleSize.of(measured, 0.002, 0.95, 1))
        .contains(new SampleSize(785, Outcome.DIFFERENCE));
  }

  @Test
  void noDifferenceAtAllNeedsTheMarginToBeThreeErrors() {
    // By hand: 2 Φ(m / s - 1.95996) - 1 = 0.8, so m / s = 1.95996 + 1.28155, squared 10.5074.
    Measured measured = new Measured(0, 0.002, 100, 0);
    assertThat(SampleSize.of(measured, 0.002, 0.95, 1))
        .contains(new SampleSize(1051, Outcome.EQUALITY));
  }

  @Test
  void moreTestsAtOnceNeedMoreDocuments() {
    // By hand: α = 0.005, z = 2.80703, (2.80703 + 0.84162)² = 13.3127.
    Measured measured = new Measured(0.01, 0.01, 100, 0);
    assertThat(SampleSize.of(measured, 0.002, 0.95, 10))
        .contains(new SampleSize(1332, Outcome.DIFFERENCE));
  }

  @Test
  void whatTheSeedsAddMustBeMadeUpByDocumentsOrCannotBe() {
    // By hand: (0.01 / 2.80158)² = 1.27407e-5; less 0.5e-5 leaves 0.77407e-5; 100 × 1e-4 / that.
    Measured some = new Measured(0.01, 0.01, 100, 0.5e-5);
    assertThat(SampleSize.of(some, 0.002, 0.95, 1))
        .contains(new SampleSize(1292, Outcome.DIFFERENCE));
    assertThat(SampleSize.of(new Measured(0.01, 0.01, 100, 2e-5), 0.002, 0.95, 1)).isEmpty();
  }

  @Test
  void withoutAMarginOnlyADifferenceCanBeShown() {
    assertThat(SampleSize.of(new Measured(0, 0.01, 100, 0), 0, 0.95, 1)).isEmpty();
  }
}
