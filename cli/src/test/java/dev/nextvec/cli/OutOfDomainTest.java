package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs tested on data that they did not learn from. */
class OutOfDomainTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DIM = TinyData.DIM;
  private static final int CHUNKS = 16;

  @TempDir static Path folder;
  private static Path run = Path.of("");

  @BeforeAll
  static void train() throws IOException {
    write("own", 160, 1, 0.25, encoder("small"));
    run = folder.resolve("runs/amn");
    trainAgain();
  }

  private static void trainAgain() {
    Invoked trained =
        Invoked.nextvec(
            "train",
            folder.resolve("own").toString(),
            "--model-type=amn",
            "--out=" + run,
            "--epochs=1",
            "--hidden=8",
            "--threads=1",
            "--speed-seconds=0");
    assertThat(trained.exit()).as(trained.err()).isZero();
  }

  private static Optional<EncoderFingerprint> encoder(String name) {
    return Optional.of(new EncoderFingerprint(name, name, List.of()).cutAt(400, "en", 2));
  }

  private static Path write(
      String name, int documents, long seed, double step, Optional<EncoderFingerprint> encoder)
      throws IOException {
    Random random = new Random(seed);
    List<float[]> walks = new ArrayList<>();
    for (int i = 0; i < documents; i++) {
      walks.add(TinyData.walk(random, CHUNKS, step));
    }
    return write(name, walks, encoder);
  }

  private static Path write(String name, List<float[]> walks, Optional<EncoderFingerprint> encoder)
      throws IOException {
    Path target = folder.resolve(name);
    DatasetOptions options = DatasetOptions.of(DIM, VectorType.FLOAT32).withEncoder(encoder);
    try (DatasetWriter writer = DatasetWriter.create(target, options)) {
      for (int i = 0; i < walks.size(); i++) {
        writer.append("d" + i, "", "d" + i, List.of(), walks.get(i));
      }
      writer.finish();
    }
    return target;
  }

  private static Invoked call(String command, Path data, String... more) {
    List<String> words = new ArrayList<>(List.of(command, run.toString(), "--data=" + data));
    words.addAll(List.of("--threads=1", "--speed-seconds=0"));
    words.addAll(List.of(more));
    return Invoked.nextvec(words.toArray(String[]::new));
  }

  private static JsonNode row(JsonNode json, String name) {
    for (JsonNode row : json.get("rows")) {
      if (row.get("name").asText().equals(name)) {
        return row;
      }
    }
    throw new AssertionError("no row " + name);
  }

  @Test
  void dataOfTheSameKindGivesTheSameScoresWithoutAMark() throws Exception {
    Path other = write("same", 160, 2, 0.25, encoder("small"));
    Invoked evaluated = call("evaluate", other, "--json");
    assertThat(evaluated.exit()).as(evaluated.err()).isZero();
    JsonNode json = JSON.readTree(evaluated.out());
    assertThat(json.get("domain").asText()).isEqualTo("out-of-domain");
    assertThat(json.get("data").asText()).isEqualTo("same");
    assertThat(json.get("trained_on").asText()).isEqualTo("own");
    assertThat(json.get("test_windows").asInt()).isEqualTo(160 * 11);
    assertThat(json.get("marks")).isEmpty();
    assertThat(json.get("rows")).hasSize(7);
    for (String name : List.of("amn", "linear average", "ridge", "persistence", "mean vector")) {
      double out = row(json, name).get("test_cosine").get("mean").asDouble();
      assertThat(json.get("in_domain").get(name).get("test_cosine").asDouble())
          .isCloseTo(out, offset(0.04));
      assertThat(out).as(name).isBetween(-0.1, 0.99);
    }
    assertThat(json.get("warnings").toString())
        .doesNotContain("looks better")
        .doesNotContain("cut otherwise");
  }

  @Test
  void textsThatWereCutByOtherRulesAreSaid() throws Exception {
    Optional<EncoderFingerprint> before = encoder("small").map(made -> made.cutAt(400, "en", 1));
    Path other = write("before", 40, 4, 0.25, before);
    JsonNode json = JSON.readTree(call("evaluate", other, "--json").out());
    assertThat(json.get("warnings").toString())
        .contains(
            "The texts of before were cut otherwise (about 400 characters, language en, cutting 1)"
                + " than those that were learned from (about 400 characters, language en, cutting"
                + " 2)");
  }

  @Test
  void everyTableNamesTheOtherDataAndTheSecondCallMeasuresNothing() throws Exception {
    Path other = write("again", 40, 3, 0.25, encoder("small"));
    Invoked first = call("evaluate", other);
    assertThat(first.exit()).as(first.err()).isZero();
    assertThat(first.out()).contains("Beside the figures in domain (out-of-domain: again)");
    long titles = first.out().lines().filter(l -> l.endsWith("(out-of-domain: again)")).count();
    assertThat(titles).isEqualTo(first.out().lines().filter(l -> l.startsWith("──")).count());
    Path kept = Files.list(run.resolve("out-of-domain")).findFirst().orElseThrow();
    FileTime written = Files.getLastModifiedTime(kept.resolve("evaluation.json"));
    Path html = folder.resolve("report.html");
    Invoked compared = call("compare", other, "--html=" + html);
    assertThat(compared.out()).isEqualTo(first.out());
    assertThat(Files.getLastModifiedTime(kept.resolve("evaluation.json"))).isEqualTo(written);
    for (String picture : Files.readString(html).split("<svg ")) {
      if (picture.contains("</svg>")) {
        assertThat(picture.split("</svg>")[0]).contains("out-of-domain: again");
      }
    }
  }

  @Test
  void copiesOfDocumentsThatWereLearnedFromAreALeakWhateverTheirIds() throws Exception {
    Random random = new Random(1);
    List<float[]> walks = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      walks.add(TinyData.walk(random, CHUNKS, 0.25)); // the first twenty of the training data
    }
    Random fresh = new Random(77);
    for (int i = 0; i < 20; i++) {
      walks.add(TinyData.walk(fresh, CHUNKS, 0.25));
    }
    Path other = write("leaky", walks, encoder("small"));
    Invoked stopped = call("evaluate", other);
    assertThat(stopped.exit()).isEqualTo(1);
    assertThat(stopped.err().lines().toList().getLast())
        .contains("of 40 test documents are copies", "`d", "(in train)", "--allow-leak");
    Invoked allowed = call("evaluate", other, "--allow-leak");
    assertThat(allowed.exit()).as(allowed.err()).isZero();
    long marks =
        allowed.out().lines().filter(l -> l.matches("Leak: \\d+ of 40 test documents .*")).count();
    long tables = allowed.out().lines().filter(l -> l.startsWith("──")).count();
    assertThat(marks).isEqualTo(tables + 1);
  }

  @Test
  void aRunWithResultsOnOtherDataIsStillARunAndItsOwnTestSaysThatItIsInDomain() throws Exception {
    assertThat(call("evaluate", write("more", 10, 6, 0.25, encoder("small"))).exit()).isZero();
    assertThat(run.resolve("out-of-domain")).isDirectory();
    trainAgain();
    JsonNode own = JSON.readTree(call("evaluate", folder.resolve("own"), "--json").out());
    assertThat(own.get("runs").get(0).get("domain").asText()).isEqualTo("in-domain");
    assertThat(own.get("runs").get(0).get("data").asText()).endsWith("own");
  }

  @Test
  void anEasierCorpusIsWarnedOf() throws Exception {
    Path other = write("calm", 60, 4, 0.05, encoder("small"));
    Invoked evaluated = call("evaluate", other, "--json");
    assertThat(evaluated.exit()).as(evaluated.err()).isZero();
    assertThat(JSON.readTree(evaluated.out()).get("warnings").toString())
        .contains("`amn` looks better out of domain than in domain: by cosine", "easier");
  }

  @Test
  void vectorsOfAnotherEncoderOrDimensionAreRefusedInOneLine() throws Exception {
    Invoked other = call("evaluate", write("large", 10, 5, 0.25, encoder("large")));
    assertThat(other.exit()).isEqualTo(1);
    assertThat(other.err()).contains("`small`", "`large`").hasLineCount(1);
    Path wide = folder.resolve("wide");
    try (DatasetWriter writer =
        DatasetWriter.create(wide, DatasetOptions.of(2 * DIM, VectorType.FLOAT32))) {
      writer.append("d", "", "d", List.of(), TinyData.walk(new Random(1), CHUNKS));
      writer.finish();
    }
    Invoked wider = call("compare", wide);
    assertThat(wider.exit()).isEqualTo(1);
    assertThat(wider.err()).contains("dimension 8", "have 16").hasLineCount(1);
  }

  @Test
  void documentsWithoutAWindowAndADiagnosisOutOfDomainAreRefused() throws Exception {
    Path brief = folder.resolve("brief");
    try (DatasetWriter writer =
        DatasetWriter.create(brief, DatasetOptions.of(DIM, VectorType.FLOAT32))) {
      writer.append("d", "", "d", List.of(), TinyData.walk(new Random(1), 5));
      writer.finish();
    }
    assertThat(call("evaluate", brief).err()).contains("nothing to predict").hasLineCount(1);
    assertThat(call("evaluate", brief, "--diagnose").err()).contains("--diagnose").hasLineCount(1);
  }
}
