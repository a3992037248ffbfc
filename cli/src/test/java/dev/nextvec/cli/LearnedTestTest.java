package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.Split;
import dev.nextvec.vector.Rows;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network that learned from copies of test documents tells so by its own figures. */
@Tag("slow")
class LearnedTestTest {
  private static final int DIM = 24;
  private static final int CHUNKS = 16;
  private static final double NOISE = 0.15;
  private static final String TOLD = "is more than chance: it may have learned";

  @TempDir Path folder;

  /** Each vector is the one before it with its components moved on by one, and noise. */
  private static float[] document(Random random) {
    float[] rows = new float[CHUNKS * DIM];
    for (int at = 0; at < rows.length; at += DIM) {
      for (int d = 0; d < DIM; d++) {
        double before = at == 0 ? 0 : rows[at - DIM + (d + 1) % DIM];
        rows[at + d] = (float) (before + NOISE * random.nextGaussian());
      }
      Rows.normalise(rows, at, DIM);
    }
    return rows;
  }

  private static float[] copy(float[] rows, double cosine, Random random) {
    double noise = Math.sqrt((1 / (cosine * cosine) - 1) / DIM);
    float[] copy = rows.clone();
    for (int i = 0; i < copy.length; i++) {
      copy[i] += (float) (noise * random.nextGaussian());
    }
    Rows.normaliseAll(copy, CHUNKS, DIM);
    return copy;
  }

  private Path write(String name, List<float[]> documents) throws IOException {
    Path path = folder.resolve(name);
    DatasetOptions options = DatasetOptions.of(DIM, VectorType.FLOAT32).withOverwrite(true);
    try (DatasetWriter writer = DatasetWriter.create(path, options)) {
      for (int i = 0; i < documents.size(); i++) {
        writer.append("d" + i, "", "d" + i, List.of(), documents.get(i));
      }
      writer.finish();
    }
    return path;
  }

  /** A split looks at names and lengths: copies change nothing about who is tested. */
  private Path withCopiesOfTheTest(Path clean, List<float[]> documents, Random random)
      throws IOException {
    List<Integer> test = new ArrayList<>();
    List<Integer> train = new ArrayList<>();
    try (Dataset dataset = Dataset.open(clean)) {
      JsonNode split = Split.of(dataset, 5, Split.SEED).toJson();
      split.at("/test/groups").forEach(id -> test.add(Integer.valueOf(id.asText().substring(1))));
      split.at("/train/groups").forEach(id -> train.add(Integer.valueOf(id.asText().substring(1))));
    }
    List<float[]> planted = new ArrayList<>(documents);
    for (int i = 0; i < test.size(); i++) {
      planted.set(train.get(i), copy(documents.get(test.get(i)), 0.97, random));
    }
    return write("planted", planted);
  }

  private static List<float[]> documents(Random random) {
    List<float[]> documents = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      documents.add(document(random));
    }
    return documents;
  }

  private String train(Path data, String type, int epochs) {
    Path run = folder.resolve(data.getFileName() + "-run");
    train(data, run, type, epochs, "--no-test", "--overwrite");
    return run.toString();
  }

  private static Invoked train(Path data, Path run, String type, int epochs, String... more) {
    List<String> words = new ArrayList<>(List.of("train", data.toString(), "--out=" + run));
    words.addAll(List.of("--model-type=" + type, "--hidden=64", "--epochs=" + epochs));
    words.add("--threads=1");
    words.addAll(Invoked.noSpeed(more));
    words.addAll(List.of(more));
    Invoked trained = Invoked.nextvec(words.toArray(String[]::new));
    assertThat(trained.exit()).as(trained.err()).isZero();
    return trained;
  }

  private static Invoked ask(String command, String run, String... more) {
    List<String> words = new ArrayList<>(List.of(command, run, "--speed-seconds=0"));
    words.add("--allow-leak");
    words.addAll(List.of(more));
    Invoked asked = Invoked.nextvec(words.toArray(String[]::new));
    assertThat(asked.exit()).as(asked.err()).isZero();
    return asked;
  }

  @Test
  void itsGainOnTheTestAloneIsAWarningOfEveryCommandThatShowsTheTest() throws IOException {
    Random random = new Random(7);
    List<float[]> documents = documents(random);
    Path clean = write("clean", documents);
    String honest = train(clean, "lstm", 60);
    String learned = train(withCopiesOfTheTest(clean, documents, random), "lstm", 60);
    for (String command : List.of("evaluate", "compare", "recommend")) {
      String said = ask(command, learned).out().replaceAll("\\s+", " ");
      assertThat(said).as(command).contains("The test cosine of `planted-run` is 0.0", TOLD);
      assertThat(said).as(command).contains("(99.8 % interval 0.0");
      assertThat(ask(command, honest).out().replaceAll("\\s+", " ")).doesNotContain(TOLD);
    }
    JsonNode json = new ObjectMapper().readTree(ask("compare", learned, "--json").out());
    assertThat(json.get("warnings").toString()).contains(TOLD);
    JsonNode one = new ObjectMapper().readTree(ask("evaluate", learned, "--json").out());
    assertThat(one.at("/runs/0/warnings").toString()).contains(TOLD);
    trainSaysTheSameWhereItPrintsTheTest(honest, learned, one.at("/runs/0/warnings"));
  }

  /** Trained already: the same command tests, and shows. */
  private void trainSaysTheSameWhereItPrintsTheTest(
      String honest, String learned, JsonNode warnings) throws IOException {
    Path planted = folder.resolve("planted");
    Invoked said = train(planted, Path.of(learned), "lstm", 60);
    for (JsonNode warning : warnings) {
      assertThat(said.out()).contains("Note: " + warning.asText());
    }
    Invoked json = train(planted, Path.of(learned), "lstm", 60, "--json");
    assertThat(new ObjectMapper().readTree(json.out()).at("/runs/0/warnings")).isEqualTo(warnings);
    Invoked clean = train(folder.resolve("clean"), Path.of(honest), "lstm", 60);
    assertThat(clean.out()).doesNotContain(TOLD);
  }

  @Test
  void trainingsOnCleanDataAreNotSuspected() throws IOException {
    for (int seed = 1; seed <= 6; seed++) {
      Path clean = write("clean-" + seed, documents(new Random(seed)));
      String run = train(clean, List.of("gru", "lstm", "amn").get(seed % 3), 15);
      assertThat(ask("evaluate", run).out()).as("data %d", seed).doesNotContain("more than chance");
    }
  }
}
