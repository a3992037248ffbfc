package dev.nextvec.internal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.report.DiagnosisReport;
import dev.nextvec.progress.Progress;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a diagnosis says with intervals, and what it does not say without. */
class DiagnosisSentencesTest {
  private static final String NOTE = "`mine` stopped at 3 of 9 epochs: its figures may change.";

  /** The linear average is blind to the order of its context. */
  private static Diagnosis diagnosis(int documents) throws Exception {
    Windows windows = DiagnosisInputs.dyadic(documents, 12);
    return of(
        DiagnosisInputs.of(
            windows, DiagnosisInputs.average(windows), DiagnosisInputs.persistence(windows)));
  }

  private static Diagnosis of(DiagnosisInput subject) throws Exception {
    return Diagnosis.of(subject, "key", Optional.empty(), Progress.none());
  }

  private static String text(Diagnosis diagnosis) {
    return DiagnosisReport.text(diagnosis, List.of(NOTE), 5000, false);
  }

  private static String page(Diagnosis diagnosis) {
    return DiagnosisReport.html("data", List.of(diagnosis), List.of(NOTE));
  }

  @Test
  void blindnessToOrderIsSaidWhereAnIntervalShowsIt() throws Exception {
    Diagnosis shown = diagnosis(12);
    assertThat(text(shown))
        .contains("linear average makes no use of the order of its context, to within ±0.002")
        .doesNotContain("Cannot say");
    assertThat(page(shown)).contains("<h1>linear average makes no use of the order");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void withoutIntervalsNothingIsSaidOfOrderUseDirectionOrRollout(int documents) throws Exception {
    Diagnosis unsure = diagnosis(documents);
    for (String said : List.of(text(unsure), page(unsure))) {
      assertThat(said)
          .doesNotContain("no use of", "makes use of", "misleads", "needs chunk")
          .contains(
              "Cannot say whether linear average uses the order of its context",
              "Cannot say which chunk linear average needs",
              "Cannot say which chunk the prediction is nearest to",
              "Cannot say how far ahead its predictions hold",
              "at least 5 test documents instead of " + documents);
    }
  }

  @Test
  void aLossThatAnIntervalShowsIsSaid() throws Exception {
    Random random = new Random(4);
    Windows walk =
        DiagnosisInputs.windows(
            30,
            12,
            8,
            values -> {
              for (int i = 0; i < values.length; i++) {
                float before = i < 8 ? 1 : values[i - 8];
                values[i] = before + 0.5f * (float) random.nextGaussian();
              }
            });
    assertThat(text(of(DiagnosisInputs.of(walk, DiagnosisInputs.persistence(walk)))))
        .contains("persistence makes use of the order of its context", "persistence needs chunk t");
  }

  @Test
  void filesThatGaveAProbabilityWithoutAnIntervalStayReadable() throws Exception {
    Diagnosis unsure = diagnosis(3);
    JsonNode now = DiagnosisJson.write(unsure);
    assertThat(now.findValues("p")).isEmpty();
    String text = now.toString().replace("\"documents\":3,", "\"p\":1,\"documents\":3,");
    JsonValue before = JsonValue.parse(text, "diagnosis.json");
    assertThat(before.node().findValues("p")).isNotEmpty();
    assertThat(DiagnosisJson.read(before)).hasValue(unsure);
  }

  @Test
  void anUnfinishedRunIsSaidInEveryForm() throws Exception {
    Diagnosis any = diagnosis(6);
    assertThat(text(any)).contains("Note: " + NOTE);
    assertThat(page(any)).contains("stopped at 3 of 9 epochs");
  }
}
