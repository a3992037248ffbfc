package dev.nextvec.internal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.Sequences;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.json.MalformedJson;
import dev.nextvec.progress.Progress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiagnosisJsonTest {
  private static Diagnosis of(Windows windows) throws Exception {
    DiagnosisInput subject =
        DiagnosisInputs.of(
            windows, DiagnosisInputs.average(windows), DiagnosisInputs.persistence(windows));
    return Diagnosis.of(subject, "key", Optional.empty(), Progress.none());
  }

  private static Diagnosis readBack(Diagnosis diagnosis) throws Exception {
    String text = DiagnosisJson.write(diagnosis).toString();
    return DiagnosisJson.read(JsonValue.parse(text, "diagnosis.json")).orElseThrow();
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
    JsonValue stored = new JsonValue(written, "diagnosis.json", "");
    assertThat(DiagnosisJson.read(stored)).isEmpty();
    written.put("format", "nextvec-diagnosis-1");
    assertThat(DiagnosisJson.read(stored)).isPresent();
    ((ObjectNode) written.at("/errors/typical")).put("cosine", "high");
    assertThatThrownBy(() -> DiagnosisJson.read(stored))
        .isInstanceOf(MalformedJson.class)
        .hasMessage(
            "diagnosis.json: `errors.typical.cosine` must be a number but is the string \"high\"");
    written.remove("test_windows");
    assertThatThrownBy(() -> DiagnosisJson.read(stored))
        .hasMessageContaining("`test_windows` must be there but is missing");
  }
}
