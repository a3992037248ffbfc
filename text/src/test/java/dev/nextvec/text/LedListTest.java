package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a list's lead says holds for each of its items, however they are made up. */
class LedListTest {
  private static final String SEND = "Send mail to more than one address at a time.";
  private static final String KEEP = "Keep what was sent once the program has ended.";
  private static final String SIGN = "Sign what it sends with a key of its own.";
  private static final String MORE = "Some readers have asked for that, more than once or twice.";

  private static ParsedText page(String body) {
    return new HtmlText(true).parse(body, Path.of("page.html"));
  }

  private static List<String> chunks(ParsedText page, int chars) {
    return new Chunker(chars, Locale.ENGLISH).chunks(new SourceDocument("d", "", page.blocks()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<ul><li><p>%s</p><pre>a = b</pre></li><li><p>%s</p><pre>c</pre></li><li>%s</li></ul>",
        "<ul><li><h4>One</h4><p>%s</p></li><li><p>%s</p><blockquote>Yes.</blockquote><li>%s</ul>",
        "<ol><li>%s<table><tr><td>x</table></li><li>%s<pre>y</pre></li><li><p>%s</p></li></ol>",
        "<dl><dt>a</dt><dd>%s<pre>x</pre></dd><dt>b</dt><dd>%s<hr></dd><dt>c</dt><dd>%s</dd></dl>",
      })
  void isSaidAgainWhereAnItemOfSeveralBlocksBeginsAChunk(String list) {
    for (String lead : List.of("<p>It does not:</p>", "<p>The program cannot</p>")) {
      ParsedText page = page(lead + list.formatted(SEND, KEEP, SIGN));
      List<String> chunks = chunks(page, 70);
      String said = PlainText.collapse(Jsoup.parse(lead).text()).replace(":", "");
      for (String item : List.of(SEND, KEEP, SIGN)) {
        assertThat(chunks)
            .filteredOn(chunk -> chunk.contains(item))
            .as("%s in %s", item, chunks)
            .singleElement()
            .asString()
            .startsWith(said);
      }
      assertThat(page.repeated()).isZero();
    }
  }

  @Test
  void isNotSaidAgainInsideAChunkNorAfterTheList() {
    ParsedText page =
        page(
            "<p>It does not:</p><ul><li><p>%s</p><pre>x</pre></li><li><p>%s</p><pre>y</pre></li></ul><p>%s</p>"
                .formatted(SEND, KEEP, MORE));
    assertThat(chunks(page, 1000))
        .containsExactly("It does not: " + SEND + " x " + KEEP + " y " + MORE);
    assertThat(chunks(page, 60).getLast()).isEqualTo(MORE);
  }

  @Test
  void leavesNoTraceWhereAnItemIsEmpty() {
    ParsedText page =
        page("<p>It does not:</p><ul><li><hr></li><li><hr></li></ul><p>%s</p>".formatted(SEND));
    assertThat(page.blocks()).containsExactly("It does not:", SEND);
    assertThat(page.leftOut().letters()).isEqualTo(Map.of());
  }

  @Test
  void ofAListInAListIsTheNearerOne() {
    ParsedText page =
        page(
            "<p>It does not:</p><ul><li><p>Send, which means to:</p><ul><li><p>%s</p><hr></li><li><p>%s</p><hr></li></ul></li><li><p>%s</p><hr></li></ul>"
                .formatted(SEND, KEEP, SIGN));
    List<String> chunks = chunks(page, 80);
    assertThat(chunks).anyMatch(chunk -> chunk.startsWith("Send, which means to: " + KEEP));
    assertThat(chunks).anyMatch(chunk -> chunk.startsWith("It does not: " + SIGN));
  }
}
