package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WikiTextTest {
  private final WikiText wikitext =
      new WikiText(new WikiNamespaces(Map.of(6, "Datei", 14, "Kategorie")), true);

  @AfterEach
  void close() {
    wikitext.close();
  }

  private ParsedText parse(String text) {
    return wikitext.parse(text).orElseThrow();
  }

  private List<String> blocks(String text) {
    return parse(text).blocks();
  }

  @Test
  void linksAndEmphasisAreTheirWords() {
    assertThat(
            blocks(
                "The '''Rhine''' is a [[river]] in [[Europe|western ''Europe'']], with [[town]]s."
                    + " See [http://example.org its page] and http://example.org/x for &ndash; more"
                    + " &amp; less&#33;"))
        .containsExactly(
            "The Rhine is a river in western Europe, with towns. See its page and"
                + " http://example.org/x for – more & less!");
  }

  @Test
  void headingsLeadTheirSectionsAndListsStandUnderTheirSentence() {
    List<String> blocks =
        blocks(
            """
            Words before.

            == Uses ==
            It is used for:
            * water
            * ships
            ** large ones

            === Fish ===
            # pike
            # eel

            ; Term : What it means
            """);
    assertThat(String.join("\n", blocks))
        .contains("Words before.", "Uses", "It is used for:", "water", "large ones", "Fish", "eel")
        .contains("Term", "What it means")
        .doesNotContain("==", "*", "#");
  }

  @Test
  void tablesAreSaidWithTheirHeaders() {
    List<String> blocks =
        blocks(
            """
            {| class="wikitable" style="color: red"
            |+ Rivers of the land
            ! Name !! Length
            |-
            | [[Rhine]] || 1,230 km
            |-
            | rowspan="2" | Danube
            | 2,850 km
            |}
            """);
    assertThat(String.join("\n", blocks))
        .contains("Rivers of the land")
        .contains("Name: Rhine; Length: 1,230 km")
        .contains("Name: Danube; Length: 2,850 km")
        .doesNotContain("rowspan", "wikitable", "|");
  }

  @Test
  void templatesAndNotesAreLeftOutAndCountedHoweverTheyAreNested() {
    ParsedText text =
        parse(
            "{{Infobox river|name=Rhine|map={{map|{{{1|x}}}|a={{b|{{c}}}}}}|len=5}}\n"
                + "The river<ref name=\"a\">{{cite web|title=A [[b]]}} words</ref> runs.<ref"
                + " name=\"a\" /> It is {{convert|5|km|mi}} long, in {{lang|fr|l'eau}} and"
                + " {{nowrap|no [[gap|gaps]]}}.{{citation needed|date=May}}\n"
                + "<references>\n"
                + "<ref name=\"a\">hidden</ref>\n"
                + "</references>");
    assertThat(text.blocks())
        .containsExactly("The river runs. It is 5 km long, in l'eau and no gaps.");
    assertThat(text.leftOut().letters()).containsKeys("templates", "references");
  }

  @Test
  void measuresStayWithBothNumbersOfARangeAndWordsOfALanguageWithoutTheirTranslation() {
    assertThat(
            blocks(
                "From {{convert|5|to|10|km|mi}}, {{cvt|6|ft|2|in}} high, {{convert|3|kg|lb|1}} and"
                    + " {{langx|ru|Москва|Moskva|Moscow}}."))
        .containsExactly("From 5 to 10 km, 6 ft 2 in high, 3 kg and Москва.");
  }

  @Test
  void signsOfCodeAndFormulasAreNotTakenForOpenMarkup() {
    String code = "<syntaxhighlight lang=\"cpp\">" + "vector<int> [0,1) {".repeat(300);
    List<String> blocks =
        blocks(
            "Words before.\n\n"
                + code
                + "</SyntaxHighlight>\n\n"
                + "<math>a<b</math> ".repeat(300)
                + "<!-- "
                + "{{[[".repeat(300)
                + " -->\n\nWords behind.");
    assertThat(String.join(" ", blocks)).startsWith("Words before.").endsWith("Words behind.");
  }

  @Test
  void aNumberOfACharacterThatIsNoneStaysAsItIsWritten() {
    assertThat(blocks("It is &#65; or &#x110000; there."))
        .containsExactly("It is A or &#1114112; there.");
  }

  @Test
  void picturesLeaveTheirCaptionsAndGalleriesTheirs() {
    List<String> blocks =
        blocks(
            "[[File:A.jpg|thumb|left|200px|alt=A river|The [[Rhine]] at {{nowrap|[[Bonn]]}}]]Words"
                + " of the page.\n\n"
                + "[[Datei:B.png|mini]]\n"
                + "<gallery mode=\"packed\">\n"
                + "File:C.jpg|At ''night''\n"
                + "D.jpg\n"
                + "Datei:E.jpg|By [[day]]\n"
                + "</gallery>\n");
    assertThat(blocks)
        .containsExactlyInAnyOrder("Words of the page.", "The Rhine at Bonn", "At night", "By day");
  }

  @Test
  void categoriesOtherLanguagesCommentsAndSwitchesAreNoText() {
    ParsedText text =
        parse(
            """
            __NOTOC__Words <!-- not [[these]] -->stay.
            [[Category:Rivers|R]]
            [[Kategorie:Flüsse]]
            [[fr:Rhin]]
            [[:Category:Rivers]] and [[:de:Rhein|German]] are links.\
            """);
    assertThat(String.join(" ", text.blocks()))
        .isEqualTo("Words stay. Category:Rivers and German are links.");
    assertThat(text.leftOut().letters()).containsKeys("categories", "navigation");
  }

  @Test
  void marksBesideATemplateGoWithIt() {
    assertThat(
            blocks(
                "Foo ({{IPA|foo}}; born {{circa}}, {{date}}) is, as {{x}}, a town ({{y}}) of {{z}}."
                    + " f(;) (,)"))
        .containsExactly("Foo (born) is, as, a town of. f(;) (,)");
  }

  @Test
  void linesThatAreSetAsTheyAreKeepApartAndWhatIsForIncludingPagesIsNotRead() {
    assertThat(
            String.join(
                "|",
                blocks(
                    "Words.\n"
                        + " first line\n"
                        + " second line\n\n"
                        + "<onlyinclude>Shown</onlyinclude>"
                        + " <noinclude>here</noinclude><includeonly>not"
                        + " [[this]]</includeonly>.\n")))
        .matches("Words\\.\\|first line\\s+second line\\|Shown here\\.");
  }

  @Test
  void formulasPoemsAndWhatIsNoMarkupStayAsWritten() {
    assertThat(
            String.join(
                "\n",
                blocks(
                    "So <math>E = mc^2</math> holds for <nowiki>[[no link]] ''and''</nowiki> x &lt;"
                        + " y.\n\n"
                        + "<poem>Roses are red,\n"
                        + "violets too.</poem>\n\n"
                        + "<div style=\"float:left\">In a <small>box</small><br />two"
                        + " lines</div>\n")))
        .contains("So E = mc^2 holds for [[no link]] ''and'' x < y.")
        .contains("Roses are red, violets too.")
        .contains("In a box", "two lines");
  }

  @Test
  void codeIsTextUnlessItIsLeftOut() {
    String text =
        "Run:\n<syntaxhighlight lang=\"c\">\nint main() { return 0; }\n</syntaxhighlight>\n";
    assertThat(String.join("\n", blocks(text))).contains("int main() { return 0; }");
    try (WikiText plain = new WikiText(new WikiNamespaces(Map.of()), false)) {
      ParsedText parsed = plain.parse(text).orElseThrow();
      assertThat(parsed.blocks()).containsExactly("Run:");
      assertThat(parsed.leftOut().letters()).containsKey("code");
    }
  }

  @Test
  void aHeadingWithNothingBelowIsLeftOut() {
    ParsedText text =
        parse(
            "Words.\n\n== Empty ==\n{{reflist}}\n\n== Years ==\n1999\n\n== Links ==\n=== In ===\n");
    assertThat(String.join("\n", text.blocks())).isEqualTo("Words.\nYears:\n1999");
    assertThat(text.leftOut().letters()).containsEntry("headings of nothing", 12L);
  }

  @Test
  void brokenMarkupKeepsItsWords() {
    assertThat(
            String.join(
                " ",
                blocks(
                    """
                    An [[open link and '''bold text.

                    {| class="x"
                    | a cell without end

                    Last {{words <b>here\
                    """)))
        .contains("open link", "bold text.", "a cell without end", "words", "here");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{a|",
        "{{",
        "{{{",
        "[[",
        "[[a|",
        "[[File:a|",
        "{|\n|\n",
        "<div>",
        "<b><i>",
        "[http://a ",
        "-{",
        "*",
        "[[a|[http://b ",
        "{{[[",
        "<ref>",
        ":"
      })
  @Timeout(60)
  void markupThatNobodyWroteIsLeftOutInsteadOfTakingForEver(String opening) {
    assertThat(wikitext.parse("\n" + opening.repeat(3000))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{a|", "[[File:a|", "{|\n|\n", "<div>", "[[a|[http://b "})
  @Timeout(60)
  void whatIsJustNotTooDeepIsRead(String opening) {
    assertThat(wikitext.parse("Words.\n\n" + opening.repeat(60))).isPresent();
  }

  @Test
  void aLongArticleTakesTimeInProportion() {
    String section =
        "== Part ==\nThe [[river]] runs.<ref>{{cite}}</ref>\n* one\n* two\n{|\n| a || b\n|}\n\n";
    long begun = System.nanoTime();
    assertThat(blocks(section.repeat(800)).size()).isEqualTo(1600);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMinutes(1));
  }
}
