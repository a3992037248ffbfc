package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nextvec.data.CarelessSplit;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.train.Sharing;
import dev.nextvec.internal.train.TorchEngine;
import dev.nextvec.internal.train.Trainer;
import dev.nextvec.internal.train.TrainingListener;
import dev.nextvec.model.Amn;
import dev.nextvec.run.TrainingConfig;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code compare} does with data that leaks. */
class LeakTest {
  private static final int DIM = TinyData.DIM;
  private static final int CHUNKS = 16;

  @TempDir Path folder;
  private Path run = Path.of("");

  @BeforeEach
  void nameRun() {
    run = folder.resolve("runs/amn");
  }

  /** Documents that wander, 32 of them; {@code rows} may be changed before they are written. */
  private static List<float[]> documents() {
    Random random = new Random(5);
    List<float[]> documents = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      documents.add(TinyData.walk(random, CHUNKS));
    }
    return documents;
  }

  private Path write(List<float[]> documents) throws IOException {
    return write(documents, DatasetOptions.of(DIM, VectorType.FLOAT32));
  }

  private Path write(List<float[]> documents, DatasetOptions options) throws IOException {
    Path target = folder.resolve("data");
    try (DatasetWriter writer = DatasetWriter.create(target, options)) {
      for (int i = 0; i < documents.size(); i++) {
        writer.append("d" + i, "Document " + i, "d" + i, List.of(), documents.get(i));
      }
      writer.finish();
    }
    return target;
  }

  private void train(Path data) {
    Invoked trained =
        Invoked.nextvec(
            "train",
            data.toString(),
            "--model-type=amn",
            "--out=" + run,
            "--epochs=1",
            "--hidden=8",
            "--threads=1",
            "--speed-seconds=0");
    assertThat(trained.exit()).as(trained.err()).isZero();
  }

  private Invoked compare(String... more) {
    List<String> words =
        new ArrayList<>(List.of("compare", run.toString(), "--speed-seconds=0", "--threads=1"));
    words.addAll(List.of(more));
    return Invoked.nextvec(words.toArray(String[]::new));
  }

  private static void copy(float[] from, int fromRow, float[] to, int toRow, float noise) {
    System.arraycopy(from, fromRow * DIM, to, toRow * DIM, DIM);
    to[toRow * DIM] += noise;
  }

  @Test
  void cleanDataPassesWithoutAMarkAndTheCheckIsKept() throws Exception {
    train(write(documents()));
    Invoked first = compare("--json");
    assertThat(first.exit()).as(first.err()).isZero();
    assertThat(first.out()).contains("\"marks\":[]", "\"domain\":\"in-domain\"");
    assertThat(first.out() + first.err()).doesNotContain("eak:");
    assertThat(folder.resolve("runs/.baselines"))
        .isDirectoryRecursivelyContaining("glob:**/leaks.json");
    String date = "\"date\":\"[^\"]*\"";
    assertThat(compare("--json").out().replaceFirst(date, ""))
        .isEqualTo(first.out().replaceFirst(date, ""));
  }

  @Test
  void copiedDocumentsStopTheComparisonAndAreNamed() throws Exception {
    List<float[]> documents = documents();
    for (int i = 0; i < 16; i++) {
      documents.set(16 + i, documents.get(i).clone());
    }
    train(write(documents));
    Invoked stopped = compare();
    assertThat(stopped.exit()).isEqualTo(1);
    assertThat(stopped.out()).isEmpty();
    assertThat(stopped.err().lines().toList().getLast())
        .startsWith("nextvec: leak: ")
        .contains("test documents are copies", "`d", "(in train)", "--allow-leak");
    assertThat(stopped.err()).contains("  row ", "cosine 1.0000");
    assertThat(compare("--json").out()).contains("\"error\"", "--allow-leak");
  }

  @Test
  void anAllowedLeakMarksEveryFormOfTheReport() throws Exception {
    List<float[]> documents = documents();
    for (int i = 0; i < 16; i++) {
      documents.set(16 + i, documents.get(i).clone());
    }
    train(write(documents));
    Path html = folder.resolve("report.html");
    Path markdown = folder.resolve("report.md");
    Invoked allowed = compare("--allow-leak", "--html=" + html, "--markdown=" + markdown);
    assertThat(allowed.exit()).as(allowed.err()).isZero();
    String mark = allowed.out().lines().filter(l -> l.startsWith("Leak: ")).findFirst().orElse("?");
    assertThat(mark).contains("test documents are copies");
    String page = Files.readString(html);
    for (String part : page.split("<table>|<svg ")) {
      String inside = part.split("</table>|</svg>")[0];
      if (part.contains("</table>") || part.contains("</svg>")) {
        assertThat(inside).contains("Leak: ", "documents are copies");
      }
    }
    assertThat(Files.readString(markdown)).contains("**" + mark + "**");
    JsonNode json = new ObjectMapper().readTree(compare("--allow-leak", "--json").out());
    assertThat(json.get("marks").get(0).asText()).isEqualTo(mark);
  }

  @Test
  void nearIdenticalChunksAreJudgedByTheShareOfWindowsThatMustPredictThem() throws Exception {
    List<float[]> documents = documents();
    for (int i = 1; i < 32; i++) {
      copy(documents.get(0), 9, documents.get(i), 9, 1e-4f);
    }
    train(write(documents));
    Invoked stopped = compare();
    assertThat(stopped.exit()).isEqualTo(1);
    assertThat(stopped.err())
        .contains("near-identical", "(9.09 %) must predict", "tolerated are 0.50 %");
    Invoked tolerated = compare("--leak-tolerance=0.1", "--json");
    assertThat(tolerated.exit()).as(tolerated.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(tolerated.out());
    assertThat(json.get("marks")).isEmpty();
    assertThat(json.get("warnings").toString()).contains("A model that knows these by heart");
  }

  @Test
  void aRepeatedChunkThatNoWindowMustPredictIsANote() throws Exception {
    List<float[]> documents = documents();
    for (int i = 1; i < 32; i++) {
      copy(documents.get(0), 0, documents.get(i), 0, 0);
    }
    train(write(documents));
    Invoked compared = compare();
    assertThat(compared.exit()).as(compared.err()).isZero();
    assertThat(compared.out()).contains("no result is touched").doesNotContain("Leak:");
  }

  @Test
  void aTestPartThatChoseTheBestEpochStopsTheComparisonHoweverMuchIsTolerated() throws Exception {
    try (Dataset dataset = Dataset.open(write(documents()))) {
      Trainer.train(
          TorchEngine.start(Device.CPU, 1),
          Sharing.none(),
          new Trainer.Task(
              dataset,
              new Amn(DIM, 5, 8, 4, Amn.Init.ZERO),
              TrainingConfig.defaults(),
              CarelessSplit.of(dataset, 5, 1),
              run),
          Duration.ofMinutes(1),
          TrainingListener.none(),
          () -> false);
    }
    Invoked stopped = compare("--leak-tolerance=1");
    assertThat(stopped.exit()).isEqualTo(1);
    assertThat(stopped.err().lines().toList().getLast())
        .contains(
            "33 test windows share chunks with the validation windows", "another kind of leak");
  }

  @Test
  void whatASplitOfUnknownDocumentsCannotPromiseStandsInTheComparison() throws Exception {
    DatasetOptions options =
        DatasetOptions.of(DIM, VectorType.FLOAT32).withDocumentBoundariesKnown(false);
    train(write(documents(), options));
    Invoked compared = compare("--json");
    assertThat(compared.exit()).as(compared.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(compared.out());
    JsonNode split = new ObjectMapper().readTree(run.resolve("split.json").toFile());
    assertThat(split.get("warnings")).isNotEmpty();
    assertThat(json.get("warnings")).contains(split.get("warnings").get(0));
  }

  @Test
  void aToleranceThatIsNoShareIsRefused() throws Exception {
    train(write(documents()));
    Invoked refused = compare("--leak-tolerance=7");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("`--leak-tolerance`", "7").hasLineCount(1);
  }

  private List<float[]> nearCopies() {
    List<float[]> documents = documents();
    Random random = new Random(9);
    for (int i = 0; i < 16; i++) {
      float[] copy = documents.get(i).clone();
      for (int k = 0; k < copy.length; k++) {
        copy[k] += (float) (0.02 * random.nextGaussian());
      }
      documents.set(16 + i, copy);
    }
    return documents;
  }

  private Invoked evaluate(String... more) {
    List<String> words =
        new ArrayList<>(List.of("evaluate", run.toString(), "--speed-seconds=0", "--threads=1"));
    words.addAll(List.of(more));
    return Invoked.nextvec(words.toArray(String[]::new));
  }

  @Test
  void noisyCopiesOfDocumentsStopEveryCommandThatShowsATest() throws Exception {
    train(write(nearCopies()));
    for (Invoked stopped : List.of(compare(), evaluate(), recommend())) {
      assertThat(stopped.exit()).as(stopped.err()).isEqualTo(1);
      assertThat(stopped.out()).isEmpty();
      assertThat(stopped.err().lines().toList().getLast())
          .contains("test documents are copies", "--allow-leak");
      assertThat(stopped.err()).contains("training documents look copied from each other");
    }
    Invoked doctor = Invoked.nextvec("data", "doctor", folder.resolve("data").toString());
    assertThat(doctor.exit()).isEqualTo(1);
    assertThat(doctor.out()).contains("copied-documents");
  }

  private Invoked recommend() {
    return Invoked.nextvec("recommend", run.toString(), "--speed-seconds=0", "--threads=1");
  }

  @Test
  void anAllowedLeakMarksTheTestOfARunWhereverItIsShown() throws Exception {
    Path data = write(nearCopies());
    Invoked trained =
        Invoked.nextvec(
            "train",
            data.toString(),
            "--model-type=amn",
            "--out=" + run,
            "--epochs=1",
            "--hidden=8",
            "--threads=1",
            "--speed-seconds=0");
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(trained.err()).contains("the test is not new to what is trained here");
    assertThat(trained.out().lines().filter(line -> line.contains("test cosine")).toList())
        .singleElement()
        .asString()
        .contains("[Leak: ", "copies of documents learned from");
    assertThat(evaluate("--allow-leak").out()).contains("Leak: ", "copies of documents");
    JsonNode json = new ObjectMapper().readTree(evaluate("--allow-leak", "--json").out());
    assertThat(json.at("/runs/0/marks/0").asText()).startsWith("Leak: ");
    Invoked explained = Invoked.nextvec("explain", run.toString(), "--threads=1", "--json");
    assertThat(explained.out()).contains("Leak: ");
  }

  @Test
  void evaluatingCleanDataShowsNoMark() throws Exception {
    train(write(documents()));
    Invoked evaluated = evaluate("--json");
    assertThat(evaluated.exit()).as(evaluated.err()).isZero();
    assertThat(evaluated.out()).contains("\"marks\":[]");
    assertThat(compare("--near=0.9999", "--json").exit()).isZero();
    assertThat(compare("--near=0").exit()).isEqualTo(2);
  }

  @Test
  void chunksThatStandTwiceInARowAreAWarningOfTrainAsOfTheDoctor() throws Exception {
    List<float[]> documents = documents();
    for (float[] document : documents.subList(0, 8)) {
      for (int row = 1; row < CHUNKS; row += 2) {
        copy(document, row - 1, document, row, 0);
      }
    }
    Path data = write(documents);
    String told = "The target equals the newest context chunk in 48 of 352 windows";
    Invoked doctor = Invoked.call("data", "doctor", data);
    assertThat(doctor.out().replaceAll("\\s+", " ")).contains(told);
    Invoked trained =
        Invoked.done(
            "train",
            data,
            "--model-type=amn",
            "--out=" + run,
            "--epochs=1",
            "--hidden=8",
            "--threads=1",
            "--no-test");
    assertThat(trained.err()).contains("warning: " + told);
  }

  @Test
  void aLimitGivenByHandHoldsForTrainingTestingAndExplaining() throws Exception {
    Path data = write(documents());
    train(data);
    for (String near : List.of("--near=0.999999", "--near=0.2")) {
      boolean leaks = near.endsWith("0.2"); // documents that wander are as alike as that
      Invoked trained =
          Invoked.call(
              "train",
              data,
              "--model-type=amn",
              "--out=" + run,
              "--epochs=1",
              "--hidden=8",
              "--threads=1",
              "--speed-seconds=0",
              near);
      assertThat(trained.err().contains("the test is not new")).as(near).isEqualTo(leaks);
      assertThat(trained.out().contains("[Leak: ")).as(near).isEqualTo(leaks);
      assertThat(evaluate(near).exit()).as(near).isEqualTo(leaks ? 1 : 0);
      Invoked explained = Invoked.call("explain", run, "--threads=1", "--json", near);
      assertThat(explained.exit()).as(explained.err()).isZero();
      assertThat(explained.out().contains("Leak: ")).as(near).isEqualTo(leaks);
    }
  }
}
