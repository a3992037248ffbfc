package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentReaderTest {
  private static final String FIRST = "The first paragraph has some words.";
  private static final String SECOND = "The second paragraph follows it.";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"d.txt", "d.txt.gz"})
  void readsParagraphsOfPlainText(String name) throws IOException {
    Path file =
        Corpora.write(
            folder, name, "\uFEFFThe first paragraph\r\nhas  some\twords.\n \n\n" + SECOND);
    assertThat(Corpora.read(file))
        .containsExactly(new SourceDocument(file.toString(), "d", List.of(FIRST, SECOND)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"d.md", "d.markdown.gz"})
  void readsTheProseOfMarkdown(String name) throws IOException {
    Path file =
        Corpora.write(
            folder,
            name,
            """
            # The title

            The first *paragraph* has
            [some](http://example.org) words.

            ## A heading

            ```java
            int code = 1;
            ```

            - The second paragraph `follows` it.

            | name | meaning |
            |------|---------|
            | x    | The cell of a table, in words. |
            """);
    assertThat(Corpora.read(file))
        .containsExactly(
            new SourceDocument(
                file.toString(),
                "The title",
                List.of(
                    "The title:\n" + FIRST,
                    "A heading:\nint code = 1;",
                    "\t" + SECOND,
                    "\tname: x; meaning: The cell of a table, in words.")));
  }

  @Test
  void takesTheTitleOfMarkdownFromItsFrontMatter() throws IOException {
    Path file =
        Corpora.write(folder, "d.md", "---\ntitle: \"From the front\"\n---\n# Other\n\n" + FIRST);
    assertThat(Corpora.read(file))
        .containsExactly(
            new SourceDocument(file.toString(), "From the front", List.of("Other:\n" + FIRST)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"d.html", "d.htm.gz"})
  void readsTheProseOfTheMainContentOfHtml(String name) throws IOException {
    Path file =
        Corpora.write(
            folder,
            name,
            """
            <html><head><title>The title</title><style>p { x: y }</style></head><body>
            <header><p>A banner that greets the reader warmly.</p></header>
            <nav><ul><li>A menu entry with many words in it</li></ul></nav>
            <p>Something outside of the main content here.</p>
            <main><h1>Heading</h1><script>var x = "a script with words";</script>
            <ul><li><a href="#a">An entry of the table of contents</a></li></ul>
            <p>The first <b>para</b>graph has<br>some <a href="x">words</a>.</p>
            <pre>some code that is not prose at all</pre>
            <table><tr><td>name</td><td>The second paragraph follows it.</td></tr></table>
            <dl><dt>term</dt><dd>A definition of what the term means</dd></dl>
            </main><footer>All rights reserved by somebody.</footer></body></html>
            """);
    assertThat(Corpora.read(file))
        .containsExactly(
            new SourceDocument(
                file.toString(),
                "The title",
                List.of(
                    "Heading:\n\tAn entry of the table of contents.",
                    FIRST,
                    "some code that is not prose at all",
                    "\tname; " + SECOND,
                    "\tterm: A definition of what the term means.")));
  }

  @Test
  void saysWhatReadsAsciiDocWhereItIsNotThere() throws IOException {
    Path file = Corpora.write(folder, "d.adoc", "= The title");
    assertThatThrownBy(() -> Corpora.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + " is AsciiDoc")
        .hasMessageContaining("add the artifact dev.nextvec:nextvec-asciidoc");
  }

  @ParameterizedTest
  @ValueSource(strings = {"d.jsonl", "d.ndjson.gz"})
  void readsADocumentPerLineOfJsonl(String name) throws IOException {
    Path file =
        Corpora.write(
            folder,
            name,
            """
            {"id": "a", "title": "A", "text": "The first paragraph\\nhas some words.\\n\\nThe second paragraph follows it."}

            {"id": 7, "paragraphs": ["The first paragraph has some words.", " "]}
            {"chunks": ["kept  as\\nit is", "x"], "other": 1}
            {"id": "empty", "text": ""}
            """);
    assertThat(Corpora.read(file))
        .containsExactly(
            new SourceDocument("a", "A", List.of(FIRST, SECOND)),
            new SourceDocument("7", "", List.of(FIRST)),
            new SourceDocument(
                file + ":4",
                "",
                List.of("kept  as\nit is", "x"),
                true,
                Map.of("other", List.of("1"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"text\": \"no end",
        "[1]",
        "{\"id\": \"a\"}",
        "{\"text\": \"a\", \"chunks\": [\"b\"]}",
        "{\"text\": 5}",
        "{\"chunks\": \"a\"}",
        "{\"chunks\": [\"a\", \" \"]}",
        "{\"paragraphs\": [1]}",
        "{\"id\": {}, \"text\": \"a\"}",
        "{\"text\": \"a\"} {}"
      })
  void namesFileAndLineOfABadJsonlLine(String bad) throws IOException {
    Path file = Corpora.write(folder, "d.jsonl", "{\"text\": \"good words\"}\n" + bad + "\n");
    assertThatThrownBy(() -> Corpora.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ":2")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void namesFileAndOffsetOfWhatIsNotUtf8() throws IOException {
    byte[] bytes = "Größe".getBytes(StandardCharsets.ISO_8859_1);
    Path text = Files.write(folder.resolve("d.txt"), bytes);
    assertThatThrownBy(() -> Corpora.read(text))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(text + " is not UTF-8: byte 0xf6 at offset 2");
    Path lines = folder.resolve("d.jsonl");
    Files.writeString(lines, "{\"text\": \"words\"}\n");
    Files.write(lines, new byte[] {'"', (byte) 0xff}, java.nio.file.StandardOpenOption.APPEND);
    assertThatThrownBy(() -> Corpora.read(lines)).hasMessageContaining("byte 0xff at offset 19");
  }

  @Test
  void saysThatACompressedFileIsTruncatedOrNotCompressed() throws IOException {
    byte[] whole = Corpora.gzip(FIRST.repeat(1000).getBytes(StandardCharsets.UTF_8));
    Path cut = Files.write(folder.resolve("cut.txt.gz"), Arrays.copyOf(whole, whole.length - 20));
    assertThatThrownBy(() -> Corpora.read(cut))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(cut + " is truncated");
    Path plain = Files.writeString(folder.resolve("plain.jsonl.gz"), "{}");
    assertThatThrownBy(() -> Corpora.read(plain))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("plain.jsonl.gz");
  }

  @Test
  void refusesTwoDocumentsOfOneId() throws IOException {
    Path file =
        Corpora.write(
            folder, "d.jsonl", "{\"id\":\"a\",\"text\":\"x\"}\n{\"id\":\"a\",\"text\":\"y\"}");
    assertThatThrownBy(() -> Corpora.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("id `a`");
  }

  @Test
  void countsEmptyDocumentsAndTheBytesItRead() throws IOException {
    Corpora.write(folder, "a.txt", " \n\n");
    Corpora.write(folder, "b.md", "---\ntitle: Only a title\n---\n");
    Corpora.write(folder, "c.txt", FIRST);
    Corpus corpus = Corpus.find(List.of(folder.toString()));
    try (DocumentReader reader = corpus.read()) {
      assertThat(reader.next()).map(SourceDocument::id).contains("c.txt");
      assertThat(reader.next()).isEmpty();
      assertThat(reader.emptyDocuments()).isEqualTo(2);
      assertThat(reader.bytesRead()).isEqualTo(corpus.totalBytes());
    }
  }

  @Test
  void readsWhatBzip2PackedInSeveralStreamsAndRefusesWhatIsCutOffOrNoBzip2() throws IOException {
    byte[] one = DumpFile.bzip2("First words.\n\n".getBytes(StandardCharsets.UTF_8), 9);
    byte[] two = DumpFile.bzip2("Last words.".getBytes(StandardCharsets.UTF_8), 1);
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    Path whole = Files.write(folder.resolve("a.txt.bz2"), both);
    Path lines =
        Files.write(
            folder.resolve("b.jsonl.bz2"),
            DumpFile.bzip2("{\"text\":\"A line.\"}\n".getBytes(StandardCharsets.UTF_8), 9));
    assertThat(Corpora.read(whole, lines))
        .extracting(SourceDocument::blocks)
        .containsExactly(List.of("First words.", "Last words."), List.of("A line."));
    Path cut = Files.write(folder.resolve("c.txt.bz2"), Arrays.copyOf(both, both.length - 3));
    Path half = Files.write(folder.resolve("d.txt.bz2"), Arrays.copyOf(both, one.length + 5));
    Path other = Files.writeString(folder.resolve("e.txt.bz2"), "No bzip2 at all.");
    for (Path bad : List.of(cut, half, other)) {
      assertThatThrownBy(() -> Corpora.read(bad))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(bad.getFileName().toString())
          .hasMessageContaining("bzip2");
    }
  }

  @Test
  void saysThatAFileWasWholeWhenItWasCheckedEvenWhereBadFilesAreLeftOut() throws IOException {
    Path file = Corpora.write(folder, "d.jsonl", "{\"text\":\"One.\"}\n{\"text\":\"Two.\"}\n");
    Corpus checked = Corpus.find(List.of(file.toString()), true).checked(Progress.none());
    Files.writeString(file, "{\"text\":\"One.\"}\n{\"text\":\"Tw");
    try (DocumentReader reader = checked.read()) {
      assertThat(reader.next()).isPresent();
      assertThatThrownBy(reader::next)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("d.jsonl:2")
          .hasMessageEndingWith("the file was whole when it was checked: run the command again");
    }
  }
}
