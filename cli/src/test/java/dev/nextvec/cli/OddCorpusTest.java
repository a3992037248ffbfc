package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Corpora of odd files, from the command line to what it says of them. */
class OddCorpusTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private FakeService service;

  @BeforeEach
  void startService() throws IOException {
    service = new FakeService();
  }

  @AfterEach
  void stopService() {
    service.close();
  }

  private Path corpus() throws IOException {
    return Files.createDirectories(folder.resolve("corpus"));
  }

  private void book(String name, int sentences) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= sentences; i++) {
      text.append("This is sentence number %d of the book called %s. ".formatted(i, name));
    }
    Files.writeString(corpus().resolve(name + ".txt"), text);
  }

  private Invoked encode(Path input, Path out, String... more) {
    List<String> command = new ArrayList<>(List.of("data", "encode", input.toString()));
    command.addAll(
        List.of(
            "--out=" + out,
            "--encoder=" + service.url(),
            "--encoder-model=fake",
            "--chunk-chars=60",
            "--no-cache",
            "--overwrite"));
    command.addAll(List.of(more));
    return Invoked.nextvec(command.toArray(String[]::new));
  }

  private Invoked info(Path data, String... more) {
    List<String> command = new ArrayList<>(List.of("data", "info", data.toString()));
    command.addAll(List.of(more));
    return Invoked.nextvec(command.toArray(String[]::new));
  }

  private static JsonNode stage(JsonNode account, String step) {
    for (JsonNode stage : account.get("stages")) {
      if (stage.get("step").asText().equals(step)) {
        return stage;
      }
    }
    throw new AssertionError("no step " + step + " in " + account);
  }

  private static String wikiPage(int id, int namespace, String title, String text) {
    return """
    <page><title>%s</title><ns>%d</ns><id>%d</id>
    <revision><id>9</id><model>wikitext</model><text>%s</text></revision></page>
    """
        .formatted(title, namespace, id, text);
  }

  @Test
  void aDumpOfAWikiIsItsArticlesAndColumnsThatNoFileHasAreRefused() throws Exception {
    Path dump = folder.resolve("wiki.xml");
    Files.writeString(
        dump,
        "<mediawiki><siteinfo><namespaces><namespace"
            + " key=\"10\">Template</namespace></namespaces></siteinfo>"
            + wikiPage(7, 0, "Rhine", "The '''Rhine''' is a [[river]].{{stub}}")
            + wikiPage(8, 10, "Template:Stub", "A stub.")
            + wikiPage(9, 0, "Tangle", "{{a|".repeat(400))
            + "</mediawiki>");
    Path out = folder.resolve("wiki.nv");
    Invoked run = encode(dump, out);
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            "documents  1 of 3 are kept; left out:",
            "markup nested too deeply 1 (Tangle)",
            "in namespace Template 1");
    assertThat(Files.readString(out.resolve("documents.jsonl")))
        .isEqualTo("{\"id\":\"7\",\"title\":\"Rhine\",\"first\":0,\"count\":1}\n");
    Invoked columns = encode(dump, folder.resolve("none"), "--text-column=body");
    assertThat(columns.exit()).isEqualTo(1);
    assertThat(columns.err())
        .contains("`--text-column`, `--id-column` and `--title-column` name columns of Parquet");
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void namesTheFilesThatGaveNothingAndKeepsThatWithTheDataset() throws Exception {
    book("whole", 8);
    book("short", 2);
    for (String name : List.of("a.html", "b.html", "c.html", "d.txt")) {
      Files.writeString(corpus().resolve(name), "\n");
    }
    Files.writeString(corpus().resolve("picture.png"), "x");
    Path out = folder.resolve("corpus.nv");
    Invoked run = encode(corpus(), out);
    assertThat(run.exit()).as(run.err()).isZero();
    String account = run.out().substring(run.out().indexOf("from file to window"));
    assertThat(account.lines())
        .contains(
            "  files      6 of 7 are read; left out: other kind 1 (picture.png)",
            "  documents  2 of 6 are kept; left out:",
            "             no text 4 (a.html, b.html, c.html and 1 more)",
            "  length     1 of 2 documents are long enough for a window; left out:",
            "             too short 1 (short.txt)");
    assertThat(account).contains("are kept", "chunks may be cut unseen");
    assertThat(info(out).out()).endsWith(account);
    JsonNode said = JSON.readTree(encode(corpus(), out, "--json").out());
    JsonNode kept = JSON.readTree(info(out, "--json").out());
    assertThat(said.get("dataset").get("account")).isEqualTo(kept.get("account"));
    assertThat(stage(kept.get("account"), "documents").toString())
        .isEqualTo(
            "{\"step\":\"documents\",\"in\":6,\"out\":2,\"left_out\":[{\"reason\":\"no text\","
                + "\"count\":4,\"names\":[\"a.html\",\"b.html\",\"c.html\",\"d.txt\"]}]}");
    assertThat(stage(kept.get("account"), "windows").get("in").asInt()).isEqualTo(3);
    assertThat(said.get("empty_documents").asInt()).isEqualTo(4);
    assertThat(said.get("skipped_files").asInt()).isEqualTo(1);
  }

  @Test
  void countsAnewWhatDependsOnTheContext() throws Exception {
    book("one", 8);
    book("two", 4);
    Path out = folder.resolve("corpus.nv");
    assertThat(encode(corpus(), out).exit()).isZero();
    JsonNode three = JSON.readTree(info(out, "--context=3", "--json").out()).get("account");
    assertThat(stage(three, "lengths").get("out").asInt()).isEqualTo(2);
    assertThat(stage(three, "windows").get("in").asInt()).isEqualTo(5 + 1);
  }

  @Test
  void doesNotReadItsOwnOutputAndSoRepeatsItself() throws Exception {
    book("one", 8);
    book("two", 8);
    Path out = corpus().resolve("corpus.nv");
    JsonNode first = JSON.readTree(encode(corpus(), out, "--json").out());
    Invoked again = encode(corpus(), out, "--json");
    assertThat(again.exit()).as(again.err()).isZero();
    JsonNode second = JSON.readTree(again.out());
    assertThat(second.get("dataset").get("sha256")).isEqualTo(first.get("dataset").get("sha256"));
    JsonNode files = stage(second.get("dataset").get("account"), "files");
    assertThat(files.get("left_out").toString())
        .isEqualTo("[{\"reason\":\"made by nextvec\",\"count\":1,\"names\":[\"corpus.nv\"]}]");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void followsTheFolderNamedAndGoesOnOverBrokenLinks() throws Exception {
    book("one", 8);
    Files.createSymbolicLink(corpus().resolve("gone.txt"), Path.of("nothing"));
    Files.createSymbolicLink(corpus().resolve("loop"), Path.of("."));
    Files.createSymbolicLink(folder.resolve("link"), Path.of("corpus"));
    Invoked run = encode(folder.resolve("link"), folder.resolve("o.nv"));
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("1 of 3 are read", "link to nothing 1 (", "link in a circle 1 (");
  }

  @Test
  void stopsAtABadFileUnlessBadFilesAreSkippedAndThenListsThem() throws Exception {
    book("one", 8);
    Files.write(corpus().resolve("latin.txt"), "Größe".getBytes(StandardCharsets.ISO_8859_1));
    Files.writeString(
        corpus().resolve("lines.jsonl"), "{\"id\":\"1\",\"text\":\"a\"}\n{\"id\":\"2\"}\n");
    Files.write(corpus().resolve("packed.txt.gz"), damagedSecondMember());
    Path out = folder.resolve("corpus.nv");
    Invoked stopped = encode(corpus(), out);
    assertThat(stopped.exit()).isEqualTo(1);
    assertThat(stopped.err().lines())
        .singleElement()
        .asString()
        .contains("latin.txt is not UTF-8: byte 0xf6 at offset 2", "--skip-bad");
    assertThat(out).doesNotExist();
    Invoked run = encode(corpus(), out, "--skip-bad");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("1 of 4 are read", "unreadable 3")
        .containsPattern("- .*latin.txt is not UTF-8")
        .containsPattern("- .*lines.jsonl:2: a document needs exactly one of")
        .containsPattern("- .*packed.txt.gz is damaged");
    assertThat(info(out).out()).contains("packed.txt.gz is damaged");
    assertThat(Files.readString(out.resolve("documents.jsonl"))).doesNotContain("\"1\"");
  }

  private static byte[] damagedSecondMember() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int member = 0; member < 2; member++) {
      try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
        gzip.write("Some words are packed here.\n".getBytes(StandardCharsets.UTF_8));
      }
    }
    byte[] damaged = bytes.toByteArray();
    damaged[damaged.length / 2 + 1] ^= 0x20; // the second member's magic number
    return damaged;
  }

  @Test
  void refusesHalfACharacterBeforeAnythingIsWritten() throws Exception {
    Path file = corpus().resolve("a.jsonl");
    Path out = folder.resolve("corpus.nv");
    for (String bad :
        List.of(
            "{\"id\":\"x\\ud83d\",\"text\":\"words\"}",
            "{\"id\":\"y\",\"text\":\"words \\ude00\"}",
            "{\"id\":\"y\",\"title\":\"\\ud83d\",\"text\":\"words\"}")) {
      Files.writeString(file, "{\"id\":\"x\",\"text\":\"words\"}\n" + bad + "\n");
      Invoked run = encode(corpus(), out);
      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.err()).contains("a.jsonl:2: ", "half a character");
      assertThat(out).doesNotExist();
    }
    assertThat(service.texts()).as("texts sent").isZero();
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(corpus());
    }
  }

  @Test
  void saysWhichEncodingATextSeemsToHave() throws Exception {
    Files.write(
        corpus().resolve("wide.txt"),
        "The first sentence is here. ".repeat(9).getBytes(StandardCharsets.UTF_16LE));
    Invoked run = encode(corpus(), folder.resolve("corpus.nv"));
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("wide.txt is not UTF-8", "iconv -f UTF-16LE -t UTF-8");
  }
}
