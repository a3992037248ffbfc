package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsHiddenTest {
  private static final Secrets SECRETS = new Secrets(List.of("key-abcdefgh", "pass(word"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bad key key-abcdefgh here|bad key *** here",
        "the answer was Bearer key-abcd...|the answer was Bearer ***...",
        "the answer was Bearer key-abcdefg…|the answer was Bearer ***…",
        "Incorrect key provided: key-ab****efgh.|Incorrect key provided: *******.",
        "it ends in ...efgh and *fgh|it ends in ...*** and ****",
        "user pass(wo... and pass(word|user ***... and ***",
        "keys are kept ... and key-abc is not cut|keys are kept ... and key-abc is not cut"
      })
  void areHiddenWholeAndCut(String said, String shown) {
    String hidden = SECRETS.hide(said);
    assertThat(hidden.replaceAll("\\*+", "*")).isEqualTo(shown.replaceAll("\\*+", "*"));
  }

  @Test
  void saysNothingOfItself() {
    assertThat(SECRETS).asString().doesNotContain("key").doesNotContain("pass");
  }
}
