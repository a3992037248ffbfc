package dev.nextvec.internal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.data.Sequences;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.diagnose.Errors.By;
import dev.nextvec.internal.diagnose.Errors.ErrorGroup;
import dev.nextvec.internal.diagnose.Errors.Grouping;
import dev.nextvec.vector.Rows;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ErrorsTest {
  private final Windows walk = Sequences.ar1(30, 20, 48, 0.6, 4);

  private static Errors of(DiagnosisInput subject) throws Exception {
    return Errors.of(subject, Traits.of(subject.windows(), subject.rows()), Optional.empty());
  }

  private static List<ErrorGroup> groups(Errors errors, By by) {
    return errors.groupings().stream()
        .filter(grouping -> grouping.by() == by)
        .findFirst()
        .map(Grouping::groups)
        .orElseThrow();
  }

  @Test
  void persistenceIsOneMinusTheShiftInEveryFifth() throws Exception {
    Windows dyadic = DiagnosisInputs.dyadic(20, 14);
    for (ErrorGroup group :
        groups(of(DiagnosisInputs.of(dyadic, DiagnosisInputs.persistence(dyadic))), By.SHIFT)) {
      assertThat(group.cosine().value()).isBetween(1 - group.high() - 1e-6, 1 - group.low() + 1e-6);
    }
  }

  @Test
  void groupsHoldEveryWindowOnceInRisingOrder() throws Exception {
    Errors errors = of(DiagnosisInputs.of(walk, DiagnosisInputs.persistence(walk)));
    assertThat(errors.groupings()).hasSize(3);
    for (Grouping grouping : errors.groupings()) {
      assertThat(grouping.groups()).hasSize(5);
      assertThat(grouping.groups().stream().mapToLong(group -> group.cosine().windows()).sum())
          .isEqualTo(walk.size());
      for (int i = 1; i < 5; i++) {
        assertThat(grouping.groups().get(i).low())
            .isGreaterThanOrEqualTo(grouping.groups().get(i - 1).high());
      }
    }
    assertThat(groups(errors, By.PLACE))
        .allSatisfy(group -> assertThat(group.cosine().documents()).isEqualTo(30));
  }

  @Test
  void theLinearAverageHasNoLeadOverItself() throws Exception {
    Errors errors = of(DiagnosisInputs.of(walk, DiagnosisInputs.average(walk)));
    for (Grouping grouping : errors.groupings()) {
      assertThat(grouping.groups()).allSatisfy(group -> assertThat(group.lead().value()).isZero());
    }
    assertThat(errors.best())
        .allSatisfy(each -> assertThat(each.cosine()).isEqualTo(each.averageCosine()));
  }

  @Test
  void coherenceIsTheMeanCosineOfAllPairs() {
    float[] chunks = {1, 0, 0, 1, 0.6f, 0.8f};
    assertThat(Traits.coherence(chunks, 0, 3, 2)).isCloseTo((0 + 0.6 + 0.8) / 3, within(1e-7));
    assertThat(Traits.coherence(chunks, 0, 1, 2)).isEqualTo(1);
  }

  @Test
  void bestAndWorstAreOfDifferentDocumentsAndInOrder() throws Exception {
    Errors errors = of(DiagnosisInputs.of(walk, DiagnosisInputs.average(walk)));
    assertThat(errors.best()).hasSize(5).extracting(Example::document).doesNotHaveDuplicates();
    assertThat(errors.worst()).hasSize(5).extracting(Example::document).doesNotHaveDuplicates();
    double typical = errors.typical().cosine();
    assertThat(errors.best().get(0).cosine()).isGreaterThan(typical);
    assertThat(errors.worst().get(0).cosine()).isLessThan(typical);
    assertThat(errors.best().get(0).cosine()).isGreaterThanOrEqualTo(errors.best().get(4).cosine());
    assertThat(errors.bestDocuments().get(0).cosine())
        .isGreaterThan(errors.worstDocuments().get(0).cosine());
    assertThat(errors.worst().get(0).texts()).isEmpty();
  }

  @Test
  void findsTheDocumentThatASabotagedPredictorSpoils() throws Exception {
    Rule sabotaged =
        new Rule(
            "sabotaged",
            5,
            48,
            context -> {
              float[] last = Arrays.copyOfRange(context, 4 * 48, 5 * 48);
              float[] first = walk.vectors().read(walk.documents().get(7).first() + 4);
              if (Rows.cosine(last, 0, first, 0, 48) > 0.9999) {
                for (int d = 0; d < 48; d++) {
                  last[d] = -last[d];
                }
              }
              return last;
            });
    Errors errors = of(DiagnosisInputs.of(walk, sabotaged));
    assertThat(errors.worst().get(0).document()).isEqualTo("d7");
    assertThat(errors.worst().get(0).chunk()).isEqualTo(5);
    assertThat(errors.worst().get(0).cosine()).isCloseTo(-0.6, within(1e-5));
    assertThat(errors.worstDocuments().get(0).id()).isEqualTo("d7");
    assertThat(errors.worstDocuments().get(0).windows()).isEqualTo(15);
  }
}
