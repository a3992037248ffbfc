package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.Account;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Omission;
import dev.nextvec.data.Stage;
import dev.nextvec.data.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodeAccountTest {
  @TempDir Path folder;

  private Account encode(Encoder encoder, boolean skipBad) throws IOException {
    EncodeJob job =
        EncodeJob.of(List.of(folder.resolve("corpus").toString()), folder.resolve("corpus.nv"))
            .withChunkChars(40)
            .withCache(Optional.empty())
            .withOverwrite(true)
            .withSkipBad(skipBad);
    Account account = job.run(encoder, progress -> {}).account();
    try (Dataset dataset = Dataset.open(folder.resolve("corpus.nv"))) {
      assertThat(dataset.account()).isEqualTo(account);
    }
    return account;
  }

  private static Stage stage(Account account, Step step) {
    return account.stage(step).orElseThrow();
  }

  @Test
  void namesDocumentsThatGiveNothingAndCountsBlankLines() throws IOException {
    Corpora.write(folder, "corpus/a.txt", "Some words. And others.");
    Corpora.write(folder, "corpus/b.txt", " \n\n");
    Corpora.write(folder, "corpus/c.html", "<p>\u200b</p>");
    Corpora.write(
        folder,
        "corpus/d.jsonl",
        "{\"id\":\"x\",\"text\":\"\",\"url\":1}\n\n{\"id\":\"y\",\"text\":\"\u200b\"}\n"
            + "{\"id\":\"z\",\"text\":\"Words.\",\"url\":2}\n");
    Account account = encode(new FakeEncoder(), false);
    Stage documents = stage(account, Step.DOCUMENTS);
    assertThat(documents.in()).isEqualTo(3 + 3 + 1);
    assertThat(documents.out()).isEqualTo(2);
    assertThat(documents.leftOut())
        .containsExactlyInAnyOrder(
            new Omission("no text", 4, List.of("b.txt", "c.html", "x", "y")),
            new Omission("blank line", 1, List.of()));
    assertThat(stage(account, Step.FILES).in()).isEqualTo(4);
    assertThat(account.notes())
        .contains("Fields kept with their documents, to filter by, and of how many: `url` of 2.");
  }

  @Test
  void keepsWhatElseALineSaysAndNamesWhatItDoesNotKeep() throws IOException {
    Corpora.write(
        folder,
        "corpus/d.jsonl",
        """
        {"id":"x","text":"Words.","lang":"de","tags":["a","b"],"meta":{"k":1}}
        {"id":"y","text":"Others.","year":2024,"group":"news","none":null}
        """);
    Account account = encode(new FakeEncoder(), false);
    assertThat(account.notes())
        .anyMatch(
            line -> line.contains("kept") && line.contains("`lang` of 1, `tags` of 1, `year` of 1"))
        .anyMatch(line -> line.contains("left out (an object") && line.contains("`meta` of 1"))
        .anyMatch(line -> line.contains("another meaning") && line.contains("`group` of 1"))
        .noneMatch(line -> line.contains("none"));
    try (Dataset dataset = Dataset.open(folder.resolve("corpus.nv"))) {
      assertThat(dataset.documents().get(0).fields())
          .containsOnly(Map.entry("lang", List.of("de")), Map.entry("tags", List.of("a", "b")));
      assertThat(dataset.documents().get(1).fields())
          .containsOnly(Map.entry("year", List.of("2024")));
      assertThat(dataset.documents().get(1).group()).isEqualTo("y");
    }
  }

  @Test
  void countsTheLettersThatAreKeptAndThoseThatParsersLeaveOut() throws IOException {
    Corpora.write(folder, "corpus/a.txt", "Größe 12, ok.\n\n日本語。");
    assertThat(stage(encode(new FakeEncoder(), false), Step.LETTERS))
        .isEqualTo(new Stage(Step.LETTERS, 5 + 2 + 3, 5 + 2 + 3, List.of()));
    Tallies tallies = new Tallies(new Stage(Step.FILES, 1, 1, List.of()));
    SourceDocument document = new SourceDocument("a", "", List.of("seven letters", "six"));
    LeftOut leftOut = LeftOut.of("navigation", 30).plus(LeftOut.of("scripts", 4));
    tallies.document(document, new ParsedText(Optional.empty(), document.blocks(), leftOut));
    tallies.chunked(document, List.of("seven letters"));
    Stage letters = stage(tallies.account(), Step.LETTERS);
    assertThat(letters.in()).isEqualTo(12 + 3 + 34);
    assertThat(letters.out()).isEqualTo(12);
    assertThat(letters.count("navigation")).isEqualTo(30);
    assertThat(letters.count("lost while cutting chunks")).isEqualTo(3);
  }

  @Test
  void countsEveryChunkThatTheEncoderCutsWhetherNewOrKnown() throws IOException {
    Corpora.write(
        folder,
        "corpus/a.jsonl",
        "{\"id\":\"x\",\"chunks\":[\"short\",\"a longer one\",\"a longer one\"]}\n"
            + "{\"id\":\"y\",\"chunks\":[\"short\",\"a longer one\"]}\n");
    Account account = encode(new FakeEncoder().readingAtMost(8), false);
    assertThat(stage(account, Step.CHUNKS))
        .isEqualTo(
            new Stage(
                Step.CHUNKS, 5, 2, List.of(new Omission("cut at 8 tokens", 3, List.of("x", "y")))));
    assertThat(account.notes()).isEmpty();
    Account unknown = encode(new FakeEncoder(), false);
    assertThat(unknown.stage(Step.CHUNKS)).isEmpty();
    assertThat(unknown.notes()).singleElement().asString().contains("chunks may be cut unseen");
  }

  @Test
  void publishesNothingAndEncodesNothingWhereALaterFileIsBad() throws IOException {
    Corpora.write(folder, "corpus/a.txt", "Some words. And others.");
    Corpora.write(folder, "corpus/z.jsonl", "{\"text\":\"x\"}\n{\"text\":\"\\ud800\"}\n");
    FakeEncoder encoder = new FakeEncoder();
    assertThatThrownBy(() -> encode(encoder, false))
        .hasMessageContaining("z.jsonl:2: `text` has half a character");
    assertThat(encoder.asked).isEmpty();
    assertThat(Files.list(folder)).hasSize(1);
    Stage files = stage(encode(encoder, true), Step.FILES);
    assertThat(files.in()).isEqualTo(2);
    assertThat(files.out()).isEqualTo(1);
    assertThat(files.leftOut(Corpus.UNREADABLE).orElseThrow().names())
        .singleElement()
        .asString()
        .contains("z.jsonl:2");
  }

  @Test
  void saysWhichDocumentsAreEmptyWhereAllAre() throws IOException {
    Corpora.write(folder, "corpus/a.txt", " ");
    assertThatThrownBy(() -> encode(new FakeEncoder(), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no text to encode: 1 documents, all empty (a.txt)");
  }

  @Test
  void refusesACorpusOfWhichNoFileCanBeRead() throws IOException {
    Corpora.write(folder, "corpus/a.jsonl", "[]");
    assertThatThrownBy(() -> encode(new FakeEncoder(), true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no file can be read")
        .hasMessageContaining("a.jsonl:1: it must be an object but is a list");
  }
}
