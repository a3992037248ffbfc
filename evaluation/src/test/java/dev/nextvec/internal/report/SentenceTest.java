package dev.nextvec.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SentenceTest {
  @Test
  void namesInBackticksAreCodeOnPages() {
    assertThat(Html.sentence("`a<b` and `c`: 1 < 2"))
        .isEqualTo("<code>a&lt;b</code> and <code>c</code>: 1 &lt; 2");
  }

  @Test
  void namesInBackticksAreCodeInMarkdown() {
    assertThat(MarkdownReport.sentence("`a_b` of a_b, `c*`")).isEqualTo("`a_b` of a\\_b, `c*`");
  }

  @Test
  void backticksWithoutPartnerAreText() {
    assertThat(Html.sentence("a ` b")).isEqualTo("a ` b");
    assertThat(MarkdownReport.sentence("a ` b\n_c_")).isEqualTo("a \\` b \\_c\\_");
  }
}
