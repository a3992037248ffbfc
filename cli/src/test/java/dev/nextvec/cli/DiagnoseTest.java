package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a trained run to its diagnosis and explanation. */
class DiagnoseTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static Path amn = Path.of("");
  private static Path gru = Path.of("");

  @BeforeAll
  static void train() throws Exception {
    Path data = TinyData.dataset(folder.resolve("walk"), 60, 16, 1);
    amn = train(data, "amn");
    gru = train(data, "gru");
  }

  private static Path train(Path data, String type) {
    Path run = folder.resolve("runs").resolve(type);
    Invoked trained =
        Invoked.nextvec(
            "train",
            data.toString(),
            "--model-type=" + type,
            "--out=" + run,
            "--epochs=1",
            "--hidden=16",
            "--threads=1",
            "--speed-seconds=0");
    assertThat(trained.exit()).as(trained.err()).isZero();
    return run;
  }

  @Test
  void aTestBeginsWithVerdictNextAndHowSureInSixtyWordsAndKeepsToEightyColumns() throws Exception {
    Invoked tested = Invoked.nextvec("evaluate", amn.toString());
    assertThat(tested.exit()).as(tested.err()).isZero();
    String[] parts = tested.out().split("\n\n");
    String summary = parts[1];
    assertThat(summary)
        .startsWith("amn has a test cosine of 0.")
        .contains("\nNext: `", " compare ", "\nHow sure: 95 % interval", "6 test documents");
    assertThat(summary.split("\\s+").length).isLessThanOrEqualTo(60);
    assertThat(parts[2].lines()).allMatch(line -> line.length() <= 80);
    JsonNode run =
        JSON.readTree(Invoked.nextvec("evaluate", amn.toString(), "--json").out()).at("/runs/0");
    assertThat(run.at("/summary/how_sure").asText()).startsWith("95 % interval");
  }

  @Test
  void diagnosesRunsOnOnePageAndNothingTwice() throws Exception {
    Path html = folder.resolve("diagnosis.html");
    Invoked first =
        Invoked.nextvec(
            "evaluate", amn.toString(), gru.toString(), "--diagnose", "--html=" + html, "--json");
    assertThat(first.exit()).as(first.err()).isZero();
    JsonNode runs = JSON.readTree(first.out()).get("runs");
    assertThat(runs).hasSize(2);
    assertThat(runs.get(0).get("diagnosis").get("direction").get("curves")).hasSize(5);
    assertThat(runs.get(0).get("diagnosis").has("attention")).isTrue();
    assertThat(runs.get(1).get("diagnosis").has("attention")).isFalse();
    assertThat(Files.readString(html)).contains("fig-direction", "fig-rollout", "fig-order", "gru");
    FileTime made = Files.getLastModifiedTime(gru.resolve("diagnosis.json"));
    Invoked again =
        Invoked.nextvec(
            "evaluate", amn.toString(), gru.toString(), "--diagnose", "--html=" + html, "--json");
    assertThat(again.out()).isEqualTo(first.out());
    assertThat(Files.getLastModifiedTime(gru.resolve("diagnosis.json"))).isEqualTo(made);
    Invoked text = Invoked.nextvec("evaluate", gru.toString(), "--diagnose");
    assertThat(text.out()).contains("Direction:", "closed-form optimum", "Rollout:", "shuffle");
  }

  @Test
  void explainsAWindowByNumberOrByDocumentAndChunk() throws Exception {
    Path html = folder.resolve("explanation.html");
    Invoked byNumber =
        Invoked.nextvec("explain", amn.toString(), "--window=13", "--html=" + html, "--json");
    assertThat(byNumber.exit()).as(byNumber.err()).isZero();
    Invoked byDocument =
        Invoked.nextvec("explain", amn.toString(), "--document=d1", "--chunk=7", "--json");
    assertThat(byDocument.out()).isEqualTo(byNumber.out());
    JsonNode window = JSON.readTree(byNumber.out()).get("windows").get(0);
    assertThat(window.get("attention")).hasSize(5);
    assertThat(window.get("influence")).hasSize(5);
    assertThat(Files.readString(html)).contains("fig-attention", "fig-influence", "chunk 7");
    Invoked median = Invoked.nextvec("explain", gru.toString());
    assertThat(median.out()).contains("turn", "loss").doesNotContain("attention");
  }

  @Test
  void saysOfABadWindowWhatIsAllowed() {
    Invoked outside = Invoked.nextvec("explain", amn.toString(), "--window=660");
    assertThat(outside.exit()).isEqualTo(2);
    assertThat(outside.err())
        .contains("`--window` must be from 0 to 659 but was 660")
        .hasLineCount(1);
    Invoked early = Invoked.nextvec("explain", amn.toString(), "--document=d1", "--chunk=4");
    assertThat(early.err()).contains("must be from 5 to 15 but was 4").hasLineCount(1);
    Invoked unknown = Invoked.nextvec("explain", amn.toString(), "--document=x", "--chunk=7");
    assertThat(unknown.err()).contains("no document `x`").hasLineCount(1);
    Invoked half = Invoked.nextvec("explain", amn.toString(), "--chunk=7");
    assertThat(half.err()).contains("--document and --chunk").hasLineCount(1);
    Invoked page = Invoked.nextvec("evaluate", amn.toString(), "--html=x.html");
    assertThat(page.err()).contains("--diagnose").hasLineCount(1);
  }

  @Test
  void aDamagedDiagnosisIsNamed() throws Exception {
    Path copy = folder.resolve("copy");
    Files.createDirectory(copy);
    for (String name :
        new String[] {"run.json", "split.json", "model.safetensors", "golden.safetensors"}) {
      Files.copy(gru.resolve(name), copy.resolve(name));
    }
    Files.writeString(copy.resolve("diagnosis.json"), "{");
    Invoked damaged = Invoked.nextvec("explain", copy.toString());
    assertThat(damaged.exit()).isEqualTo(1);
    assertThat(damaged.err()).contains("diagnosis.json", "delete it").hasLineCount(1);
  }
}
