package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.Account;
import dev.nextvec.data.Stage;
import dev.nextvec.data.Step;
import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WikiDumpTest {
  @TempDir Path folder;

  private static DumpFile rivers() {
    return new DumpFile()
        .page(12, "Rhine", "The '''Rhine''' is a [[river]].\n\n== Fish ==\n* pike & eel\n")
        .redirect(13, "Rhein")
        .page(14, "Vorlage:Fluss", 10, "", "wikitext", "A template.")
        .page(15, "Diskussion:Rhine", 1, "", "wikitext", "Talk.")
        .page(16, "Data", 0, "", "json", "{}")
        .page(17, "Über <Wasser>", "Water &amp; more &lt;b>\n")
        .page(18, "Nothing", "{{stub}}")
        .page(19, "Tangled", "{{a|".repeat(5000));
  }

  private static Account account(Path file, List<SourceDocument> documents) throws IOException {
    Corpus corpus = Corpus.find(List.of(file.toString())).checked(Progress.none());
    try (DocumentReader reader = corpus.read()) {
      for (Optional<SourceDocument> next = reader.next(); next.isPresent(); next = reader.next()) {
        documents.add(next.get());
      }
      return reader.tallies().account();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wiki.xml", "wiki.xml.bz2", "wiki.xml.gz"})
  void readsArticlesAndCountsEverythingElseByItsKind(String name) throws IOException {
    Path file = folder.resolve(name);
    if (name.endsWith(".gz")) {
      Files.write(file, Corpora.gzip(rivers().xml().getBytes(StandardCharsets.UTF_8)));
    } else {
      rivers().write(file);
    }
    List<SourceDocument> documents = new ArrayList<>();
    Stage stage = account(file, documents).stage(Step.DOCUMENTS).orElseThrow();
    assertThat(documents)
        .containsExactly(
            new SourceDocument(
                "12", "Rhine", List.of("The Rhine is a river.", "Fish:\n\tpike & eel.")),
            new SourceDocument("17", "Über <Wasser>", List.of("Water & more <b>")));
    assertThat(stage.in()).isEqualTo(8);
    assertThat(stage.count("redirect")).isEqualTo(1);
    assertThat(stage.count("in namespace Vorlage")).isEqualTo(1);
    assertThat(stage.count("in namespace Diskussion")).isEqualTo(1);
    assertThat(stage.count("written in json")).isEqualTo(1);
    assertThat(stage.leftOut("no text").orElseThrow().names()).containsExactly("18");
    assertThat(stage.leftOut("markup nested too deeply").orElseThrow().names())
        .containsExactly("Tangled");
  }

  @Test
  void theLastRevisionOfAPageIsItsText() throws IOException {
    String xml =
        rivers()
            .xml()
            .replaceFirst(
                "<revision>",
                "<revision><id>1</id><model>wikitext</model><text>An old"
                    + " one.</text></revision><revision>");
    assertThat(Corpora.read(Corpora.write(folder, "history.xml", xml)).getFirst().blocks())
        .startsWith("The Rhine is a river.");
  }

  @Test
  void aFolderOfOtherXmlIsNoDumpAndANamedFileIsToldSo() throws IOException {
    rivers().write(folder.resolve("wiki.xml"));
    Path other = Corpora.write(folder, "pom.xml", "<?xml version=\"1.0\"?>\n<project>x</project>");
    Corpus corpus = Corpus.find(List.of(folder.toString()));
    assertThat(corpus.files()).extracting(CorpusFile::id).containsExactly("wiki.xml");
    assertThat(corpus.found().count(Corpus.OTHER_KIND)).isEqualTo(1);
    assertThatThrownBy(() -> Corpora.read(other))
        .hasMessageContaining("pom.xml is no MediaWiki dump: it begins with <project>");
  }

  @Test
  void anArticleAsLongAsAWikiKeepsIsReadHoweverManyCharactersStandEscaped() throws IOException {
    String text = "x &lt; y & ''z'' < w.\n\n".repeat(20_000);
    List<SourceDocument> read =
        Corpora.read(new DumpFile().page(1, "Long", text).write(folder.resolve("long.xml")));
    assertThat(read.getFirst().blocks()).hasSize(20_000).containsOnly("x < y & z < w.");
  }

  @Test
  void pagesThatShareAnIdAreRefused() throws IOException {
    Path twice = rivers().page(12, "Again", "Words.").write(folder.resolve("wiki.xml"));
    assertThatThrownBy(() -> Corpora.read(twice))
        .hasMessageContaining("wiki.xml: two documents have the id `12`");
  }

  private void assertRefused(Path file, String... words) {
    assertThatThrownBy(() -> Corpora.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(words)
        .hasMessageContaining(file.getFileName().toString())
        .hasMessageNotContaining("\n");
  }

  @Test
  void aDumpThatIsCutOffIsRefusedWhereverItEnds() throws IOException {
    String xml = rivers().xml();
    byte[] packed = DumpFile.bzip2(xml.getBytes(StandardCharsets.UTF_8), 9);
    Path page = Corpora.write(folder, "page.xml", xml.substring(0, xml.length() - 200));
    Path root =
        Corpora.write(folder, "root.xml", xml.substring(0, xml.lastIndexOf("</mediawiki>")));
    Path head = Corpora.write(folder, "head.xml", xml.substring(0, 300));
    Path stream =
        Files.write(folder.resolve("s.xml.bz2"), Arrays.copyOf(packed, packed.length - 9));
    Path start = Files.write(folder.resolve("t.xml.bz2"), Arrays.copyOf(packed, 40));
    Path empty = Files.createFile(folder.resolve("u.xml.bz2"));
    Path damaged = Files.write(folder.resolve("v.xml.bz2"), damaged(packed));
    assertRefused(page, "cut off");
    assertRefused(root, "does not end with </mediawiki>");
    assertRefused(head, "does not end with </mediawiki>");
    for (Path bad : List.of(stream, start, empty, damaged)) {
      assertRefused(bad, "bz2");
    }
    Corpora.write(folder, "good.txt", "Words.");
    Corpus lenient = Corpus.find(List.of(folder.toString()), true).checked(Progress.none());
    assertThat(lenient.files()).extracting(CorpusFile::id).containsExactly("good.txt");
    assertThat(lenient.found().count(Corpus.UNREADABLE)).isEqualTo(7);
  }

  private static byte[] damaged(byte[] packed) {
    byte[] bytes = packed.clone();
    bytes[bytes.length / 2] ^= 0x10;
    return bytes;
  }

  @Test
  void textInAnotherEncodingAndXmlThatIsUnsoundAreRefused() throws IOException {
    Path latin =
        Files.write(
            folder.resolve("latin.xml"), rivers().xml().getBytes(StandardCharsets.ISO_8859_1));
    assertRefused(latin, "is not UTF-8");
    Path tag =
        Corpora.write(folder, "tag.xml", rivers().xml().replaceFirst("<title>Rhine", "<title><b>"));
    assertRefused(tag, "no sound XML");
    Path entity =
        Corpora.write(folder, "entity.xml", rivers().xml().replaceFirst("pike", "&pike;"));
    assertRefused(entity, "(Rhine) is no sound XML", "pike");
    Path number = Corpora.write(folder, "id.xml", rivers().xml().replaceFirst("<id>12", "<id>"));
    assertRefused(number, "id");
  }

  @Test
  void entitiesAreNeverExpandedNorReadFromElsewhere() throws IOException {
    Path secret = Corpora.write(folder, "secret.txt", "A secret.");
    String declared =
        "<!DOCTYPE mediawiki [<!ENTITY a SYSTEM \"%s\"><!ENTITY b \"&a;&a;\">]>\n"
            .formatted(secret.toUri());
    Path outside =
        Corpora.write(folder, "outside.xml", declared + rivers().xml().replaceFirst("pike", "&b;"));
    assertRefused(outside, "declares a document type");
  }

  @Test
  @Timeout(120)
  void aSmallFileThatUnpacksToOneEndlessPageIsRefusedInBoundedMemory() throws IOException {
    Path bomb = folder.resolve("bomb.xml.bz2");
    try (OutputStream out = new BZip2CompressorOutputStream(Files.newOutputStream(bomb))) {
      String xml = rivers().xml();
      int text = xml.indexOf("The '''Rhine");
      out.write(xml.substring(0, text).getBytes(StandardCharsets.UTF_8));
      byte[] words = "x".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 50; i++) {
        out.write(words);
      }
      out.write(xml.substring(text).getBytes(StandardCharsets.UTF_8));
    }
    assertThat(Files.size(bomb)).isLessThan(100_000);
    assertRefused(bomb, "has more than 32 MB without the end of a page");
  }

  private static List<String> idsByParts(Path path, int parts) throws IOException {
    CorpusFile file = Corpus.find(List.of(path.toString())).files().getFirst();
    List<String> ids = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      Reading reading = new Reading(false, true, Columns.standard());
      FilePart one = new FilePart(file, part, parts);
      FileIds found = FileIds.read(one, reading, new AtomicLong(), Progress.none());
      assertThat(found.problem()).as("part %d of %d", part, parts).isEmpty();
      found.found().forEach(id -> ids.add(id.id()));
    }
    return ids;
  }

  private static DumpFile many(int pages) {
    DumpFile dump = new DumpFile();
    Random random = new Random(5);
    for (int i = 1; i <= pages; i++) {
      StringBuilder text = new StringBuilder();
      for (int k = random.nextInt(300); k >= 0; k--) {
        text.append("Word ").append(random.nextInt(100_000)).append(" ");
      }
      dump.page(i, "Page " + i, text + (i % 7 == 0 ? "<b>bold</b> " : ".\n"));
    }
    return dump;
  }

  @Test
  void partsOfADumpGiveTogetherEachPageOnceInOrderHoweverItIsPacked() throws IOException {
    DumpFile dump = many(900);
    String[] all = new String[900];
    Arrays.setAll(all, i -> Integer.toString(i + 1));
    byte[] xml = dump.xml().getBytes(StandardCharsets.UTF_8);
    List<Path> files =
        List.of(
            dump.write(folder.resolve("plain.xml")),
            Files.write(folder.resolve("one.xml.bz2"), DumpFile.bzip2(xml, 1)),
            dump.writeStreams(folder.resolve("many.xml.bz2"), 40));
    for (Path file : files) {
      for (int parts : List.of(1, 3, 17)) {
        assertThat(idsByParts(file, parts)).as("%s in %d", file, parts).containsExactly(all);
      }
    }
  }

  private static String three(String first, String second) {
    return new DumpFile().page(1, "One", first).page(2, "Two", second).page(3, "Three", "").xml();
  }

  /** A block of the smallest size holds 99,981 bytes. */
  @Test
  void aPageWhoseFirstTagLiesAcrossTwoBlocksIsReadOnce() throws IOException {
    Random random = new Random(3);
    StringBuilder words = new StringBuilder();
    while (words.length() < 110_000) {
      words.append((char) ('a' + random.nextInt(26))).append(random.nextInt(100)).append(' ');
    }
    String rest = words.toString();
    for (int across = 0; across <= 7; across++) {
      String filled = three(rest.substring(0, 90_000), rest);
      int missing = 99_981 - across - filled.indexOf("<page>", 80_000);
      String xml = three(rest.substring(0, 90_000 + missing), rest);
      assertThat(xml.indexOf("<page>", 80_000)).isBetween(99_970, 99_985);
      Path file =
          Files.write(
              folder.resolve("x.xml.bz2"), DumpFile.bzip2(xml.getBytes(StandardCharsets.UTF_8), 1));
      for (int parts : List.of(2, 3, 4, 5)) {
        assertThat(idsByParts(file, parts))
            .as("%d of %d", across, parts)
            .containsExactly("1", "2", "3");
      }
    }
  }

  @Test
  void aPartThatIsCutOffOrDamagedIsRefused() throws IOException {
    byte[] packed = DumpFile.bzip2(many(900).xml().getBytes(StandardCharsets.UTF_8), 1);
    Path cut =
        Files.write(folder.resolve("cut.xml.bz2"), Arrays.copyOf(packed, packed.length - 20));
    Path damaged = Files.write(folder.resolve("damaged.xml.bz2"), damaged(packed));
    for (Path path : List.of(cut, damaged)) {
      CorpusFile file = Corpus.find(List.of(path.toString())).files().getFirst();
      long problems = 0;
      for (int part = 0; part < 4; part++) {
        Reading reading = new Reading(false, true, Columns.standard());
        FilePart one = new FilePart(file, part, 4);
        Optional<IOException> problem =
            FileIds.read(one, reading, new AtomicLong(), Progress.none()).problem();
        problem.ifPresent(e -> assertThat(e).hasMessageContaining(path.getFileName().toString()));
        problems += problem.isPresent() ? 1 : 0;
      }
      assertThat(problems).as(path.toString()).isPositive();
    }
  }
}
