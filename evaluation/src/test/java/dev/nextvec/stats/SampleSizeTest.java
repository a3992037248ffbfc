package dev.nextvec.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.stats.SampleSize.MeasuredSpread;
import dev.nextvec.stats.SampleSize.Outcome;
import org.junit.jupiter.api.Test;

class SampleSizeTest {

  @Test
  void aDifferenceAsLargeAsItsErrorNeedsEightTimesTheDocuments() {
    // By hand for normal errors: (1.95996 + 0.84162)² = 7.8489, times 100: 785. With Student's t of
    // 786 degrees (1.96299 + 0.84208)² = 7.8684: 787.
    MeasuredSpread measured = new MeasuredSpread(0.01, 0.01, 100, SeedError.NONE);
    assertThat(SampleSize.of(measured, 0.002, 0.95, 1))
        .contains(new SampleSize(787, Outcome.DIFFERENCE));
  }

  @Test
  void noDifferenceAtAllNeedsTheMarginToBeThreeErrors() {
    // By hand: 2 Φ(m / s - 1.95996) - 1 = 0.8, so m / s = 1.95996 + 1.28155, squared 10.5074.
    // With t of 1052 degrees 1.96222 + 1.28236, squared 10.5273: 1053.
    MeasuredSpread measured = new MeasuredSpread(0, 0.002, 100, SeedError.NONE);
    assertThat(SampleSize.of(measured, 0.002, 0.95, 1))
        .contains(new SampleSize(1053, Outcome.EQUALITY));
  }

  @Test
  void moreTestsAtOnceNeedMoreDocuments() {
    // By hand: α = 0.005, z = 2.80703, (2.80703 + 0.84162)² = 13.3127; t: 2.81171 + 0.84189.
    MeasuredSpread measured = new MeasuredSpread(0.01, 0.01, 100, SeedError.NONE);
    assertThat(SampleSize.of(measured, 0.002, 0.95, 10))
        .contains(new SampleSize(1335, Outcome.DIFFERENCE));
  }

  @Test
  void whatTheSeedsAddMustBeMadeUpByDocumentsOrCannotBe() {
    // By hand for n = 1097: error over documents 0.0030192, times t 1.96213 is 0.0059241; seeds
    // 4.30265 × 0.001; together 0.0073216, and 0.84196 × 0.0031805 = 0.0026778: just below 0.01.
    MeasuredSpread some = new MeasuredSpread(0.01, 0.01, 100, new SeedError(1e-6, 2));
    assertThat(SampleSize.of(some, 0.002, 0.95, 1))
        .contains(new SampleSize(1097, Outcome.DIFFERENCE));
    MeasuredSpread more = new MeasuredSpread(0.01, 0.01, 100, new SeedError(2e-5, 2));
    assertThat(SampleSize.of(more, 0.002, 0.95, 1)).isEmpty();
  }

  @Test
  void aHandfulOfDocumentsIsNotTakenForMore() {
    // 8 × 7.8489 is 63 for normal errors.
    assertThat(SampleSize.of(new MeasuredSpread(0.01, 0.01, 8, SeedError.NONE), 0.002, 0.95, 1))
        .contains(new SampleSize(65, Outcome.DIFFERENCE));
    // An error that says nothing with 7 documents: t of 7 degrees is 2.36 + 0.90.
    assertThat(SampleSize.of(new MeasuredSpread(0.01, 0.003, 7, SeedError.NONE), 0.002, 0.95, 1))
        .contains(new SampleSize(8, Outcome.DIFFERENCE));
    assertThat(
            SampleSize.of(new MeasuredSpread(0.01, 0.003, 7, SeedError.NONE), 0.002, 0.95, 45)
                .orElseThrow())
        .satisfies(size -> assertThat(size.documents()).isGreaterThan(12));
  }

  @Test
  void whatWasTooWideForAVerdictIsNotCalledEnough() {
    // Student's t alone, 2.0167 + 0.8498 with 44 documents, would already have shown it.
    MeasuredSpread measured = new MeasuredSpread(0.01, 0.0034, 44, SeedError.NONE);
    assertThat(SampleSize.of(measured, 0.002, 0.95, 1))
        .contains(new SampleSize(45, Outcome.DIFFERENCE));
    // By hand for an interval half as wide again, t of 74 degrees being 1.9925 and 0.8467:
    // (2.9888 + 0.8467) x 0.0034 = 0.0130407, squared over 0.01² times 44 is 74.83.
    Interval judgedBy = new Interval(0.01 - 1.5 * 2.0166922 * 0.0034, 0.03, 0.95);
    assertThat(SampleSize.of(measured.within(judgedBy), 0.002, 0.95, 1))
        .contains(new SampleSize(75, Outcome.DIFFERENCE));
    MeasuredSpread other = new MeasuredSpread(-0.01, 0.0034, 44, SeedError.NONE);
    assertThat(SampleSize.of(other.within(judgedBy.reversed()), 0.002, 0.95, 1))
        .contains(new SampleSize(75, Outcome.DIFFERENCE));
    Interval narrow = new Interval(0.005, 0.015, 0.95);
    assertThat(measured.within(narrow)).isEqualTo(measured);
  }

  @Test
  void withoutAMarginOnlyADifferenceCanBeShown() {
    assertThat(SampleSize.of(new MeasuredSpread(0, 0.01, 100, SeedError.NONE), 0, 0.95, 1))
        .isEmpty();
  }
}
