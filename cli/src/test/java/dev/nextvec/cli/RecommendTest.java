package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecommendTest {
  @TempDir Path folder;
  private String runs = "";

  @BeforeEach
  void train() throws Exception {
    Path data = TinyData.dataset(folder.resolve("data"), 80, 12, 1);
    runs = folder.resolve("runs").toString();
    Invoked trained =
        Invoked.nextvec(
            "train",
            data.toString(),
            "--model-type=amn",
            "--out=" + runs + "/amn",
            "--epochs=1",
            "--hidden=8",
            "--threads=1",
            "--speed-seconds=0.05");
    assertThat(trained.exit()).as(trained.err()).isZero();
  }

  @Test
  void answersEveryUseCaseInWordsAndAsJson() throws Exception {
    Path page = folder.resolve("use.html");
    Path text = folder.resolve("use.md");
    Invoked answer =
        Invoked.nextvec(
            "recommend",
            runs,
            "--speed-seconds=0.05",
            "--json",
            "--html=" + page,
            "--markdown=" + text);
    assertThat(answer.exit()).as(answer.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(answer.out());
    assertThat(json.get("use_cases")).hasSize(6);
    JsonNode first = json.get("use_cases").get(0);
    assertThat(first.get("use_case").asText()).isEqualTo("vecrag");
    assertThat(first.get("reasons")).hasSize(2);
    assertThat(Files.readString(page)).contains("class=\"pick p-", "Production deployment");
    assertThat(Files.readString(text)).contains("| vecRAG | **", "## How this is decided");
    Invoked words = Invoked.nextvec("recommend", runs, "--speed-seconds=0.05");
    assertThat(words.out()).contains("vecRAG: ", "Quick baseline: ", "Research experiments: ");
  }

  @Test
  void namesWhatALimitRulesOut() {
    Invoked answer =
        Invoked.nextvec(
            "recommend",
            runs,
            "--speed-seconds=0.05",
            "--use-case=production",
            "--max-size=0.000001");
    assertThat(answer.exit()).as(answer.err()).isZero();
    assertThat(answer.out())
        .contains("Production deployment: ", "Ruled out by the limits: ", "amn (weights ")
        .doesNotContain("vecRAG");
  }

  @Test
  void refusesAUseCaseThereIsNot() {
    Invoked answer = Invoked.nextvec("recommend", runs, "--use-case=poetry");
    assertThat(answer.exit()).isEqualTo(2);
    assertThat(answer.err()).contains("`--use-case poetry` is none: there are vecrag, ");
  }
}
