package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownTextTest {
  private static final String BODY = "The mill stands by the river.";

  private static ParsedText parse(String markdown) {
    return new MarkdownText(true).parse(markdown, Path.of("a.md"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "---\n\nThe first part.\n\n---\n\nThe second part.\n",
        "---\nThe first part.\n\n---\n\nThe second part.\n",
        "---\n\n- The first part.\n\n---\n\nThe second part.\n",
        "---\n\nNote: The first part.\n\n---\n\nThe second part.\n",
        "---\nThe first part: it ends here.\n\n...\n\nThe second part.\n",
        "---\n\nThe first part.\n\nThe second part.\n"
      })
  void takesALeadingRuleForARule(String markdown) {
    assertThat(String.join(" ", parse(markdown).blocks()))
        .contains("The first part")
        .contains("The second part.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          ---~title: The mill~--- => The mill
          ---~title: The mill~... => The mill
          ---~title: "The \\"old\\" mill" # draft~tags: [a]~--- => The "old" mill
          ---~title: 'The miller''s mill'~--- => The miller's mill
          ---~title: The mill # a comment~--- => The mill
          ---~# a comment~title: C# and mills~tags:~- a~- b~--- => C# and mills
          ---~title: >-~  The~  mill~layout: post~--- => The mill
          ---~layout: post~title: The~  mill~--- => The mill
          ---~title: |~  The mill~--- => The mill
          +++~title = "The mill"~tags = ["a"]~+++ => The mill
          +++~# a comment~title = 'The mill' # old~[a]~b = 1~+++ => The mill
          """)
  void readsTheTitleOfAFrontMatterAndNothingElseOfIt(String front, String title) {
    ParsedText parsed = parse(front.strip().replace('~', '\n') + "\n\n" + BODY);
    assertThat(parsed.title()).contains(title);
    assertThat(parsed.blocks()).containsExactly(BODY);
    assertThat(parsed.leftOut().letters()).containsOnlyKeys("front matter");
  }

  @Test
  void appliesTheRulesOfHtmlToHtmlInMarkdown() {
    ParsedText parsed =
        parse(
            "<details><summary>More</summary>\n\nIt is old.\n\n</details>\n\n"
                + "<div style=\"display:none\">gone</div>\n\n<style>p {}</style>\n\n"
                + "<p align=center>"
                + BODY
                + "</p>\n");
    assertThat(parsed.blocks()).containsExactly("More:\nIt is old.", BODY);
    assertThat(parsed.leftOut().letters())
        .isEqualTo(Map.of("hidden text", 4L, "scripts and styles", 1L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"title", "textarea", "script", "style", "iframe", "plaintext", "xmp"})
  void isNotSwallowedByATagThatIsOnlyTalkedAbout(String tag) {
    assertThat(String.join(" ", parse("Set the <" + tag + "> first.\n\n" + BODY).blocks()))
        .contains("first.")
        .endsWith(BODY);
    assertThat(String.join(" ", parse("<" + tag + "> is first.\n\n" + BODY).blocks()))
        .contains("is first.")
        .endsWith(BODY);
  }

  @Test
  void keepsAFootnoteOfOneWord() {
    assertThat(parse("See below.[^1]\n\n[^1]: Mills.\n").blocks().getLast()).contains("Mills.");
  }

  @Test
  void namesCodeItLeavesOut() {
    ParsedText parsed =
        new MarkdownText(false).parse("Run:\n\n```sh\nmill\n```\n\n    stop\n", Path.of("a.md"));
    assertThat(parsed.blocks()).containsExactly("Run:");
    assertThat(parsed.leftOut().letters()).isEqualTo(Map.of("code", 8L));
  }

  @Test
  void keepsHeadingsListsAndTablesTogether() {
    assertThat(
            parse("## Limits\n\nIt does not\n\n- store\n- fetch\n\n|A|B|\n|-|-|\n|1|2|\n").blocks())
        .containsExactly("Limits:\nIt does not:\n\tstore;\n\tfetch.", "\tA: 1; B: 2.");
  }
}
