package dev.nextvec.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Interval;
import dev.nextvec.stats.Need;
import dev.nextvec.stats.SampleSize;
import dev.nextvec.stats.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PairedDifferenceTest {
  private static PairedDifference contrast(double difference, double reference, Verdict verdict) {
    Optional<Interval> interval =
        verdict == Verdict.CANNOT_SAY
            ? Optional.empty()
            : Optional.of(new Interval(difference - 0.01, difference + 0.01, 0.95));
    Estimate estimate = new Estimate(difference, interval, 0.001, 30, 300);
    return new PairedDifference(
        estimate, reference, 0.001, verdict, interval, Optional.empty(), Optional.empty());
  }

  @Test
  void aShareIsTakenOnlyOfACosineFarFromZero() {
    assertThat(Figures.relative(contrast(0.0146, 0.6949, Verdict.BETTER))).isEqualTo("+2.1\u00a0%");
    assertThat(Figures.relative(contrast(0.4188, 0.01, Verdict.BETTER))).isEqualTo("+0.4188");
    assertThat(Figures.relative(contrast(0.4188, -0.3, Verdict.BETTER))).isEqualTo("+0.4188");
    assertThat(Figures.relative(contrast(0.4188, 0.0, Verdict.BETTER))).isEqualTo("+0.4188");
    assertThat(Figures.relative(contrast(0.5, 0.2, Verdict.BETTER))).isEqualTo("+0.5000");
    assertThat(contrast(0.4188, 0.01, Verdict.BETTER).percentInterval()).isEmpty();
  }

  @Test
  void eachNumberStandsBesideTheNameWhoseItIs() {
    PairedDifference worse = contrast(-0.1689, 0.4052, Verdict.WORSE);
    assertThat(Wording.clause("amn", 0.2363, "persistence", 0.4052, worse))
        .isEqualTo("amn (0.2363) is 0.1689 below persistence (0.4052)");
    assertThat(Wording.intervalApart(worse)).isEqualTo("95 % interval 0.1589 to 0.1789");
    PairedDifference unsaid = contrast(0.0286, 0.2363, Verdict.CANNOT_SAY);
    assertThat(Wording.clause("amn", 0.2649, "ridge", 0.2363, unsaid))
        .isEqualTo("amn (0.2649) is 0.0286 above ridge (0.2363) as measured, without an interval");
  }

  @Test
  void namesWhatWouldTell() {
    assertThat(contrast(0.1, 0.5, Verdict.BETTER).needs()).isEmpty();
    assertThat(contrast(0.1, 0.5, Verdict.TIE).needs()).containsExactly(new Need.Seeds());
    PairedDifference tie =
        new PairedDifference(
            contrast(0.1, 0.5, Verdict.TIE).difference(),
            0.5,
            0.3,
            Verdict.TIE,
            Optional.empty(),
            Optional.empty(),
            Optional.of(new SampleSize(1234, SampleSize.Outcome.DIFFERENCE)));
    assertThat(tie.needs()).containsExactly(new Need.Documents("test", 1234, 30));
    assertThat(Need.sentence(tie.needs()))
        .isEqualTo("What would tell: about 1,300 test documents instead of 30.");
    List<Need> needs = contrast(0.1, 0.5, Verdict.CANNOT_SAY).needs();
    assertThat(needs)
        .containsExactly(new Need.Documents("test", 5, 30), new Need.CrossValidation());
  }

  /**
   * Documents were all tested on, and how much more of them would tell of trainings is not known.
   */
  @Test
  void aCrossValidationAsksForMoreFoldsAndSeedsNotForItself() {
    assertThat(acrossFolds(2, 44, Verdict.TIE).needs())
        .containsExactly(new Need.MoreFolds(5), new Need.Seeds());
    assertThat(acrossFolds(5, 44, Verdict.TIE).needs().getFirst().words())
        .isEqualTo("more folds (`compare` with the setting `folds 10`)");
    assertThat(acrossFolds(6, 6, Verdict.TIE).needs()).containsExactly(new Need.Seeds());
    assertThat(acrossFolds(2, 4, Verdict.CANNOT_SAY).needs())
        .containsExactly(new Need.Documents("test", 5, 4));
    assertThat(Settling.words(acrossFolds(2, 44, Verdict.TIE)))
        .isEqualTo("more folds, seeds or documents might tell");
  }

  private static PairedDifference acrossFolds(int folds, int documents, Verdict verdict) {
    Estimate estimate =
        new Estimate(0.1, Optional.empty(), 0.3, documents, 300, OptionalInt.of(folds));
    return new PairedDifference(
        estimate, 0.5, 0.3, verdict, Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Test
  void aDifferenceThatNoDigitShowsIsNotSaidToBeZero() {
    assertThat(Wording.apart(0.00003)).isEqualTo("less than 0.0001 above");
    assertThat(Wording.apart(-0.00003)).isEqualTo("less than 0.0001 below");
    assertThat(Wording.apart(0.00006)).isEqualTo("0.0001 above");
  }
}
