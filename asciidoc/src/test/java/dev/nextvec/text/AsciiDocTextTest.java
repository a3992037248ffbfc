package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AsciiDocTextTest {
  private static AsciiDocText parser;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    parser = AsciiDocText.start(true, "a test");
  }

  @AfterAll
  static void stop() {
    parser.close();
  }

  private ParsedText parse(String text) {
    return parser.parse(text, folder.resolve("book/main.adoc"));
  }

  private void write(String name, String text) throws IOException {
    Corpora.write(folder, "book/" + name, text);
  }

  @Test
  void readsWhatIsIncludedFromBelowItsFolder() throws IOException {
    write("parts/one.adoc", "== One\n\nThe mill.\n\ninclude::../two.adoc[leveloffset=+1]\n");
    write("two.adoc", "= Two\n\nThe wheel.\n");
    ParsedText parsed = parse("= Book\n:part: one\n\ninclude::parts/{part}.adoc[]\n\nThe end.\n");
    assertThat(parsed.blocks())
        .containsExactly("Book:\nOne:\nThe mill.", "Two:\nThe wheel.", "The end.");
    assertThat(parsed.notes()).isEmpty();
  }

  @Test
  void includesTheLinesAndTagsThatAreAskedFor() throws IOException {
    write("a.txt", "zero\n// tag::one[]\nfirst\n// end::one[]\nlast\n");
    assertThat(parse("include::a.txt[tag=one]\n").blocks()).containsExactly("first");
    assertThat(parse("include::a.txt[lines=5..]\n").blocks()).containsExactly("last");
    assertThat(parse("include::a.txt[]\n").blocks()).containsExactly("zero first last");
    assertThat(parse("include::a.txt[tags=none]\n").notes())
        .singleElement()
        .asString()
        .endsWith("main.adoc: include::a.txt[] is left out: it has no tag `none`");
  }

  @Test
  void saysWhatItDoesNotInclude() throws IOException {
    write("main.adoc", "x");
    Files.writeString(folder.resolve("secret.adoc"), "Secret.");
    Files.createSymbolicLink(folder.resolve("book/link.adoc"), folder.resolve("secret.adoc"));
    ParsedText parsed =
        parse(
            "Start.\n\ninclude::gone.adoc[]\n\ninclude::../secret.adoc[]\n\ninclude::"
                + folder.resolve("secret.adoc")
                + "[]\n\ninclude::link.adoc[]\n\ninclude::https://example.org/a.adoc[]\n\nEnd.\n");
    assertThat(parsed.blocks()).containsExactly("Start.", "End.");
    assertThat(parsed.notes())
        .hasSize(5)
        .allMatch(note -> note.contains("main.adoc: include::") && !note.contains("\n"))
        .anyMatch(note -> note.endsWith("gone.adoc[] is left out: it is not there"))
        .anyMatch(
            note ->
                note.endsWith("link.adoc[] is left out: it is outside of the document's folder"))
        .anyMatch(note -> note.endsWith("a.adoc[] is left out: addresses are not fetched"));
    assertThat(parse("Other.\n").notes()).isEmpty();
  }

  @Test
  void endsWhereAFileIncludesItself() throws IOException {
    write("loop.adoc", "Again.\n\ninclude::loop.adoc[]\n");
    ParsedText parsed = parse("include::loop.adoc[]\n\nEnd.\n");
    assertThat(parsed.blocks()).contains("Again.", "End.");
    assertThat(parsed.notes()).singleElement().asString().contains("includes itself");
  }

  @Test
  void leavesAnAttributeThatNobodySetAsItIsWritten() {
    assertThat(parse(":known: mill\n\nThe {known} has {version} at /users/{id}/posts.\n").blocks())
        .containsExactly("The mill has {version} at /users/{id}/posts.");
  }

  @Test
  void keepsAdmonitionsTitlesListsAndListings() {
    assertThat(
            parse(
                    "NOTE: Mind the wheel.\n\n"
                        + ".Parts\n"
                        + "* axle\n"
                        + "* blade\n\n"
                        + "Yes.\n\n"
                        + "mill:: It grinds.\n\n"
                        + ".Sizes\n"
                        + "[%header,cols=2*]\n"
                        + "|===\n"
                        + "|Name |Size\n"
                        + "|axle |3 m\n"
                        + "|===\n\n"
                        + "----\n"
                        + "mill --stop\n"
                        + "----\n\n"
                        + "[NOTE]\n"
                        + "====\n"
                        + "Long.\n\n"
                        + "Note.\n"
                        + "====\n")
                .blocks())
        .containsExactly(
            "Note:\nMind the wheel.",
            "Parts:\n\taxle;\n\tblade.",
            "Yes.",
            "\tmill: It grinds.",
            "Table 1. Sizes:\n\tName: axle; Size: 3 m.",
            "mill --stop",
            "Note:\nLong.",
            "Note.");
  }

  @Test
  void losesNothingInAnyScript() {
    for (ScriptsTest.Sample text : ScriptsTest.Sample.values()) {
      assertThat(parse(text.first + "\n\n" + text.second + "\n").blocks())
          .containsExactly(text.first, text.second);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"d.adoc", "d.asciidoc.gz"})
  void readsTheProseOfAsciiDoc(String name) throws IOException {
    Path file =
        Corpora.write(
            folder,
            name,
            """
            = The title
            Some Author
            :word: paragraph
            :toc:

            The first {word} has
            *some* words.

            == A heading

            include::/etc/passwd[]

            [source,java]
            ----
            int code = 1;
            ----

            * The second paragraph follows it.

            |===
            |name |The cell of a table, in words.
            |===
            """);
    assertThat(Corpora.read(file))
        .containsExactly(
            new SourceDocument(
                file.toString(),
                "The title",
                List.of(
                    "The title:\n" + "The first paragraph has some words.",
                    "A heading:\nint code = 1;",
                    "\t" + "The second paragraph follows it.",
                    "\tname; The cell of a table, in words.")));
  }
}
