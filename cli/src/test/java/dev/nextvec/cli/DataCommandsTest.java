package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nextvec.data.Dataset;
import dev.nextvec.internal.engine.Engines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private Path book(String name, int sentences) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= sentences; i++) {
      text.append("This is sentence number %d of the book called %s. ".formatted(i, name));
    }
    return Files.writeString(
        Files.createDirectories(folder.resolve("books")).resolve(name + ".txt"), text);
  }

  /** Before the encoder is loaded, so that one that is not there will do. */
  private long hints(Path text, String precision) {
    Invoked failed =
        Invoked.nextvec(
            "data",
            "encode",
            text.toString(),
            "--out=" + folder.resolve("hinted.nv"),
            "--encoder=" + folder.resolve("nowhere"),
            "--precision=" + precision);
    assertThat(failed.err()).contains("nowhere is not a directory");
    return failed.err().lines().filter(line -> line.startsWith("hint: ")).count();
  }

  @Test
  void aHintSaysOnceWhereBfloat16WouldServeMuchText() throws IOException {
    Path much = book("much", 25_000);
    assertThat(Files.size(much)).isGreaterThan(1_000_000);
    assertThat(hints(much, "float32")).isEqualTo(Engines.bfloat16().isPresent() ? 1 : 0);
    assertThat(hints(much, "auto")).isZero();
    assertThat(hints(much, "bfloat16")).isZero();
    assertThat(hints(book("little", 12), "float32")).isZero();
  }

  @Test
  void encodesTextThroughAServiceAndNothingTwice() throws Exception {
    book("one", 12);
    book("two", 12);
    book("three", 12);
    try (FakeService service = new FakeService()) {
      String[] command = {
        "data",
        "encode",
        folder.resolve("books").toString(),
        "--out=" + folder.resolve("books.nv"),
        "--encoder=" + service.url(),
        "--encoder-model=fake",
        "--chunk-chars=60",
        "--cache=" + folder.resolve("cache"),
        "--overwrite",
        "--json"
      };
      Invoked run = Invoked.nextvec(command);
      assertThat(run.exit()).as(run.err()).isZero();
      JsonNode json = JSON.readTree(run.out());
      assertThat(json.get("chunks").asInt()).isEqualTo(36);
      assertThat(json.get("dataset").get("dimension").asInt()).isEqualTo(FakeService.DIM);
      assertThat(json.get("dataset").get("windows").asInt()).isEqualTo(3 * (12 - 5));
      assertThat(json.get("dataset").get("encoder").asText()).contains("fake");
      int before = service.texts();
      JsonNode again = JSON.readTree(Invoked.nextvec(command).out());
      assertThat(again.get("encoded").asInt()).isZero();
      assertThat(again.get("dataset").get("sha256")).isEqualTo(json.get("dataset").get("sha256"));
      assertThat(service.texts() - before).isLessThan(36);
    }
  }

  @Test
  void refusesToChooseThePrecisionOfAService() throws Exception {
    Path book = book("one", 12);
    Invoked run =
        Invoked.nextvec(
            "data",
            "encode",
            book.toString(),
            "--out=" + folder.resolve("books.nv"),
            "--encoder=http://localhost:1/v1/embeddings",
            "--precision=auto");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("`--precision`", "behind a URL");
  }

  @Test
  void encodesCodeUnlessItIsNotWanted() throws Exception {
    Path text = Files.writeString(folder.resolve("a.md"), "Run this:\n\n```\nmill --stop\n```\n");
    try (FakeService service = new FakeService()) {
      for (String option : List.of("--chunk-chars=400", "--no-code")) {
        Path out = folder.resolve(option + ".nv");
        Invoked run =
            Invoked.nextvec(
                "data",
                "encode",
                text.toString(),
                "--out=" + out,
                "--encoder=" + service.url(),
                "--encoder-model=fake",
                "--no-cache",
                option);
        assertThat(run.exit()).as(run.err()).isZero();
        try (Dataset dataset = Dataset.open(out)) {
          assertThat(dataset.texts().orElseThrow().text(0))
              .isEqualTo(option.equals("--no-code") ? "Run this:" : "Run this: mill --stop");
        }
      }
    }
  }

  @Test
  void importsAnArrayAndShowsWhatItHolds() throws Exception {
    Path array = TinyData.npy(folder.resolve("a.npy"), "90, 8", TinyData.vectors(90));
    Path out = folder.resolve("a.nv");
    Invoked run = Invoked.nextvec("data", "import", array.toString(), "--out", out.toString());
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("warning: ");
    Invoked info = Invoked.nextvec("data", "info", out.toString(), "--check");
    assertThat(info.exit()).as(info.err()).isZero();
    assertThat(info.out())
        .contains("90 of dimension 8, float32, 2.88", "boundaries guessed", "in blocks", "sha256")
        .contains("not recorded");
  }

  @Test
  void showsTheSplitThatTrainingWillUse() throws Exception {
    Path data = TinyData.dataset(folder.resolve("d"), 20, 10, 1);
    JsonNode json = JSON.readTree(Invoked.nextvec("data", "info", data.toString(), "--json").out());
    assertThat(json.get("split").get("train").asInt()).isEqualTo(16 * 5);
    assertThat(json.get("split").get("kind").asText()).isEqualTo("by document");
    Invoked other = Invoked.nextvec("data", "info", data.toString(), "--json", "--split-seed", "2");
    assertThat(JSON.readTree(other.out()).get("split").get("sha256"))
        .isNotEqualTo(json.get("split").get("sha256"));
  }
}
