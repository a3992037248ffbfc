package dev.nextvec.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Where a paragraph is broken into lines. */
class WrapTest {

  @Test
  void optionsNumbersHyphensAndPathsStayWhole() {
    assertThat(TerminalReport.wrap("then train it --validation-share 0.33", 17))
        .isEqualTo("then train it\n--validation-share\n0.33\n");
    assertThat(TerminalReport.wrap("a cosine of .7287 of the closed-form", 12))
        .isEqualTo("a cosine of\n.7287 of the\nclosed-form\n");
    assertThat(TerminalReport.wrap("see docs/text/model-package.md for more", 10))
        .isEqualTo("see\ndocs/text/model-package.md\nfor more\n");
  }

  @Test
  void textWithoutSpacesIsBrokenBetweenItsCharacters() {
    assertThat(TerminalReport.wrap("東京大阪京都", 8)).isEqualTo("東京大阪\n京都\n");
  }
}
