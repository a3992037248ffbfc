package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nextvec.internal.engine.Engines;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MainTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void helpGoesToStandardOutputAndExitsZero() {
    Invoked run = Invoked.nextvec("--help");
    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("Usage: nextvec", "--json", "nextvec demo");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void theWordHelpIsTheOptionHelp() {
    assertThat(Invoked.nextvec("help")).isEqualTo(Invoked.nextvec("--help"));
    Invoked unknown = Invoked.nextvec("help", "trian");
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.err()).contains("unknown command `trian` (did you mean `train`?)");
  }

  @Test
  void versionNamesTheProgramTheJdkAndTheMachine() throws Exception {
    Invoked run = Invoked.nextvec("--version", "--json");
    assertThat(run.exit()).isZero();
    JsonNode json = JSON.readTree(run.out());
    assertThat(json.get("jdk").asText()).startsWith(Runtime.version().toString());
    assertThat(json.get("nextvec").asText()).isNotBlank();
    assertThat(json.get("machine").asText()).contains("processors");
    assertThat(json.get("processor").asText()).isNotBlank();
    assertThat(json.get("bfloat16").asText()).isEqualTo(Engines.bfloat16().orElse("none"));
  }

  @Test
  void anUnknownCommandIsWrongUsageInOneLine() {
    Invoked run = Invoked.nextvec("frobnicate");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .isEqualTo("nextvec: unknown command `frobnicate`; see `nextvec --help`\n");
  }

  @Test
  void aSlipIsGivenTheWordThatWasMeant() {
    assertThat(Invoked.nextvec("trian").err()).contains("did you mean `train`?");
    assertThat(Invoked.nextvec("data", "inof").err()).contains("did you mean `info`?");
  }

  @Test
  void aVariableThatReadsLikeASlipIsSaidToHaveNoEffect() {
    Set<String> set =
        Set.of("NEXTVEC_HEAP", "NEXTVEC_HEPA", "NEXTVEC_API_KEYS", "NEXTVEC_API_KEY2", "HEPA");
    assertThat(Variables.slips(set, List.of("data", "--api-key-variable=NEXTVEC_API_KEY2")))
        .containsExactly(
            "warning: nothing reads the environment variable NEXTVEC_API_KEYS (did you mean"
                + " NEXTVEC_API_KEY?)",
            "warning: nothing reads the environment variable NEXTVEC_HEPA (did you mean"
                + " NEXTVEC_HEAP?)");
  }

  @Test
  void anUnknownOptionIsWrongUsageWithASuggestion() {
    Invoked run = Invoked.nextvec("--jsno");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "nextvec: unknown option `--jsno` (did you mean `--json`?); see `nextvec --help`\n");
  }

  @Test
  void theUsageOfACommandBeginsWithWhatItNeeds() {
    assertThat(Invoked.nextvec("train", "--help").out())
        .startsWith("Usage: nextvec train DATASET --model-type=... [OPTIONS]\n");
    assertThat(Invoked.nextvec("compare", "--help").out())
        .startsWith("Usage: nextvec compare RUN|MODEL... [OPTIONS]\n");
    assertThat(Invoked.nextvec("ui", "--help").out())
        .startsWith("Usage: nextvec ui [RUNS] [PACKAGE...] [OPTIONS]\n");
  }

  @Test
  void noCommandIsWrongUsage() {
    Invoked run = Invoked.nextvec();
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).startsWith("nextvec: say which command to run").hasLineCount(1);
  }

  @Test
  void jsonPrintsOneObjectEvenWhenTheUsageIsWrong() throws Exception {
    Invoked run = Invoked.nextvec("--json", "frobnicate");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).hasLineCount(1);
    assertThat(JSON.readTree(run.out()).get("error").asText()).contains("frobnicate");
    assertThat(run.err()).hasLineCount(1);
  }

  @Test
  void verboseAddsTheStackTrace() {
    assertThat(Invoked.nextvec("--verbose", "frobnicate").err())
        .contains("UnmatchedArgumentException", "\tat ");
  }
}
