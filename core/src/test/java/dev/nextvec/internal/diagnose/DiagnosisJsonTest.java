package dev.nextvec.internal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.Sequences;
import dev.nextvec.progress.Progress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiagnosisJsonTest {
  private final ObjectMapper json = new ObjectMapper();

  private static Diagnosis of(Windows windows) throws Exception {
    DiagnosisInput subject =
        DiagnosisInputs.of(
            windows, DiagnosisInputs.average(windows), DiagnosisInputs.persistence(windows));
    return Diagnosis.of(subject, "key", Optional.empty(), Progress.none());
  }

  private Diagnosis readBack(Diagnosis diagnosis) throws Exception {
    String text = json.writeValueAsString(DiagnosisJson.write(diagnosis));
    return DiagnosisJson.read(json.readTree(text)).orElseThrow();
  }

  @Test
  void readsBackWhatItWrote() throws Exception {
    Diagnosis diagnosis = of(Sequences.ar1(10, 16, 8, 0.8, 1));
    assertThat(readBack(diagnosis)).isEqualTo(diagnosis);
    assertThat(diagnosis.direction()).isPresent();
    assertThat(diagnosis.rollout()).isPresent();
    assertThat(diagnosis.windows()).isEqualTo(110);
    assertThat(diagnosis.documents()).isEqualTo(10);
  }

  @Test
  void whatShortDocumentsDoNotGiveIsAbsent() throws Exception {
    Diagnosis diagnosis = of(Sequences.ar1(4, 6, 8, 0.8, 1));
    assertThat(diagnosis.direction()).isEmpty();
    assertThat(diagnosis.rollout()).isEmpty();
    assertThat(diagnosis.order().losses().get(0).points().get(0).interval()).isEmpty();
    assertThat(readBack(diagnosis)).isEqualTo(diagnosis);
    JsonNode written = DiagnosisJson.write(diagnosis);
    assertThat(written.has("direction") || written.has("rollout") || written.has("attention"))
        .isFalse();
  }

  @Test
  void refusesADamagedPartAndPassesOverAnotherFormat() throws Exception {
    ObjectNode written = DiagnosisJson.write(of(Sequences.ar1(10, 16, 8, 0.8, 1)));
    written.put("format", "nextvec-diagnosis-0");
    assertThat(DiagnosisJson.read(written)).isEmpty();
    written.put("format", "nextvec-diagnosis-1").remove("test_windows");
    assertThatThrownBy(() -> DiagnosisJson.read(written))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("`test_windows` is not a number");
  }
}
