package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlTextTest {
  private static final String RIVER = "A slow river bends around the old mill.";
  private static final String MILL = "Its wheel has not turned for eighty years.";

  static ParsedText page(String body) {
    return new HtmlText(true).parse(body, Path.of("page.html"));
  }

  private static List<String> blocks(String body) {
    return page(body).blocks();
  }

  private static ParsedText xhtml(String html) {
    return new HtmlText(true).parse(html, Path.of("page.xhtml"));
  }

  @Test
  void keepsTheShortestAnswers() {
    assertThat(blocks("<p>Yes.</p><p>No!</p><p>Why?</p><p>“Go!”</p><p>7.</p><p>OK</p>"))
        .containsExactly("Yes.", "No!", "Why?", "“Go!”", "7.", "OK");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<title/>", "<title/><script src='a.js'/>", "<style/><title>T</title>"})
  void readsXhtmlWhoseHeadClosesElementsAtOnce(String head) {
    String page =
        "<html xmlns='http://www.w3.org/1999/xhtml'><head>%s</head><body><p>%s</p><textarea/>"
            + "<iframe src='x'/><p>%s</p></body></html>";
    assertThat(xhtml(page.formatted(head, RIVER, MILL)).blocks()).containsExactly(RIVER, MILL);
    String prologue = "\uFEFF<?xml version='1.0'?>\n" + page.formatted(head, RIVER, MILL);
    assertThat(blocks(prologue)).containsExactly(RIVER, MILL);
    assertThat(blocks(page.formatted(head, RIVER, MILL)))
        .as("XHTML under a name of HTML")
        .containsExactly(RIVER, MILL);
  }

  @Test
  void readsCharacterDataOfXhtml() {
    assertThat(
            xhtml("<html><body><p>One <![CDATA[& two < three]]> four.</p></body></html>").blocks())
        .containsExactly("One & two < three four.");
  }

  @Test
  void readsAsHtmlWhatOnlyCallsItselfXhtml() {
    String page =
        "<?xml version='1.0'?><html><head><meta charset=utf-8><title/></head><body><p>%s<br>%s"
            + "<p>Yes.</body></html>";
    assertThat(blocks(page.formatted(RIVER, MILL))).containsExactly(RIVER + " " + MILL, "Yes.");
  }

  @Test
  void keepsAPageThatIsOneForm() {
    ParsedText page =
        page(
            "<form><div><p>%s</p></div><label>Your name</label><select><option>Ms</select></form>"
                    .formatted(RIVER)
                + "<div>All rights reserved.</div>");
    assertThat(page.blocks()).containsExactly(RIVER, "Your name", "All rights reserved.");
    assertThat(page.leftOut().letters()).isEqualTo(Map.of("form controls", 2L));
  }

  @Test
  void takesTheWholePageWhereTheMarkedPartHoldsLittleOfIt() {
    String text = "<div><p>%s</p><p>%s</p></div>".formatted(RIVER, MILL);
    for (String marked :
        List.of(
            "<article>A teaser.</article>",
            "<div id=content><a href=x>Home</a></div>",
            "<main></main>")) {
      assertThat(blocks(marked + text)).contains(RIVER, MILL);
    }
  }

  @Test
  void countsWhatStandsOutsideTheMainPart() {
    ParsedText page =
        page("<div>Advertisement</div><main><p>%s</p><p>%s</p></main>".formatted(RIVER, MILL));
    assertThat(page.blocks()).containsExactly(RIVER, MILL);
    assertThat(page.leftOut().letters()).isEqualTo(Map.of("outside the main part", 13L));
  }

  @Test
  void doesNotShredASentenceAtElementsItDoesNotKnow() {
    assertThat(
            blocks(
                "<p>The value of <nobr>N</nobr> is <x-large>large</x-large>, H<sub>2</sub>O is"
                    + " <o:p>wa</o:p>ter, <blink>now</blink> and <xyz>then</xyz>.</p>"))
        .containsExactly("The value of N is large, H2O is water, now and then.");
    assertThat(blocks("<x-page><p>" + RIVER + "</p><p>" + MILL + "</p></x-page>"))
        .containsExactly(RIVER, MILL);
  }

  @Test
  void endsAParagraphAtTwoLineBreaks() {
    assertThat(blocks("First line<br>second line<br>\n <br>another paragraph"))
        .containsExactly("First line second line", "another paragraph");
  }

  @Test
  void putsAHeadingBeforeWhatFollowsIt() {
    assertThat(blocks("<h1>Mills</h1><h2>Why they stop?</h2><p>%s</p><h2>End</h2>".formatted(MILL)))
        .containsExactly("Mills:\nWhy they stop?\n" + MILL, "End");
    assertThat(blocks("<h2>概要</h2><p>水車は止まった。</p>")).containsExactly("概要：\n水車は止まった。");
  }

  @Test
  void keepsAListUnderTheSentenceThatIntroducesIt() {
    assertThat(
            blocks(
                "<p>It is small. It does not:</p><ul><li>store passwords</li><li>fetch"
                    + " files<ul><li>from disks</li><li>from tapes</li></ul></li></ul><p>That is"
                    + " all.</p>"))
        .containsExactly(
            "It is small. It does not:\n\tstore passwords;\n"
                + "\tfetch files: from disks; from tapes.",
            "That is all.");
    assertThat(blocks("<p>These are refused.</p><ol><li>GIF</li><li>TIFF</li></ol>"))
        .containsExactly("These are refused.\n\tGIF;\n\tTIFF.");
  }

  @Test
  void keepsItemsThatHoldParagraphsTablesAndCode() {
    assertThat(
            blocks(
                "<ul><li><p>%s</p><pre>mill --stop</pre><p>%s</p></li><li>Yes.</li></ul>"
                    .formatted(RIVER, MILL)))
        .containsExactly(RIVER, "mill --stop", MILL, "\tYes.");
  }

  @Test
  void keepsTermsWithTheirDefinitions() {
    assertThat(
            blocks(
                "<dl><dt>-q</dt><dt>--quiet</dt><dd>Print less.</dd><div><dt>timeout</dt>"
                    + "<dd>seconds to wait</dd><dd>30 if not given</dd></div><dt>alone</dt></dl>"))
        .containsExactly(
            "\t-q, --quiet: Print less.\n\ttimeout: seconds to wait; 30 if not given;\n\talone.");
    assertThat(
            blocks(
                "<dl><dt>mill</dt><dd><p>%s</p><p>%s</p><p>Yes.</p></dd></dl>"
                    .formatted(RIVER, MILL)))
        .containsExactly("mill:\n" + RIVER, MILL, "Yes.");
  }

  @Test
  void keepsPreformattedParagraphs() {
    assertThat(blocks("<pre>\n%s\n\n%s\n</pre>".formatted(RIVER, MILL)))
        .containsExactly(RIVER, MILL);
    assertThat(blocks("<p>Run this:</p><pre><code>mill\n  --stop</code></pre>"))
        .containsExactly("Run this:\nmill --stop");
  }

  @Test
  void leavesOutCodeWhereItIsNotWantedAndCountsIt() {
    ParsedText page =
        new HtmlText(false)
            .parse(
                "<p>Run <code>mill</code>:</p><pre><code>mill --stop</code></pre>"
                    + "<div class=highlight><pre>mill</pre></div><pre>%s</pre>".formatted(RIVER),
                Path.of("a.html"));
    assertThat(page.blocks()).containsExactly("Run mill:\n" + RIVER);
    assertThat(page.leftOut().letters()).isEqualTo(Map.of("code", 12L));
  }

  @Test
  void keepsAnImagesAlternativeText() {
    assertThat(blocks("<p>Press <img src=a.png alt=Save> to store.</p>"))
        .containsExactly("Press Save to store.");
  }

  @Test
  void keepsMeaningOfRubyAndFormulas() {
    ParsedText page =
        page(
            "<p><ruby>水車<rp>(</rp><rt>すいしゃ</rt><rp>)</rp></ruby>は古い。</p><p>Let"
                + " <math><mi>x</mi><mo>=</mo><mn>2</mn></math> be.</p>");
    assertThat(page.blocks()).containsExactly("水車は古い。", "Let x=2 be.");
    assertThat(page.leftOut().letters()).isEqualTo(Map.of("reading aids", 4L));
  }

  @Test
  void readsPagesWithoutABodyAndWithoutAnything() {
    assertThat(blocks("")).isEmpty();
    assertThat(blocks("<frameset><frame src=a></frameset>")).isEmpty();
    assertThat(blocks("Bare words")).containsExactly("Bare words");
  }

  @Test
  void readsAHundredThousandNestedElements() {
    assertThat(String.join(" ", blocks("<div>".repeat(100_000) + RIVER))).contains(RIVER);
    assertThat(String.join(" ", xhtml("<html><body>" + "<div>".repeat(100_000) + RIVER).blocks()))
        .contains(RIVER);
    assertThat(String.join(" ", blocks("<ul><li>a".repeat(20_000) + RIVER))).contains(RIVER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<p>It is in the <center>glass</center> of the man.</p>",
        "<p>It is <b>in</b> the <center><i>glass</i></center> of <u>the</u> man.</p>",
        "<p>It is <center>in</center> the <center>glass</center> of the man.</p>"
      })
  void keepsASentenceWholeWhoseWordsAreCentred(String sentence) {
    assertThat(blocks(sentence + "<p>%s</p>".formatted(RIVER)))
        .containsExactly("It is in the glass of the man.", RIVER);
  }

  @Test
  void takesACentredPartForAPartOfItsOwn() {
    assertThat(blocks("<p>%s</p><center>%s</center><p>Yes.</p>".formatted(RIVER, MILL)))
        .containsExactly(RIVER, MILL, "Yes.");
    assertThat(blocks("<p>%s<center>%s</center>".formatted(RIVER, MILL)))
        .containsExactly(RIVER, MILL);
  }
}
