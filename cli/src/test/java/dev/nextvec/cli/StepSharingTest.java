package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.file.Seal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step in several batches, or by several workers. */
class StepSharingTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private Path data = Path.of("");

  @BeforeEach
  void makeData() throws Exception {
    data = TinyData.dataset(folder.resolve("walk"), 20, 16, 1);
  }

  private Invoked train(String run, String... more) {
    List<String> words = new ArrayList<>(List.of("train", data.toString(), "--model-type=gru"));
    words.addAll(List.of("--out=" + folder.resolve(run), "--hidden=16"));
    words.addAll(List.of("--threads=1", "--device=cpu", "--no-test"));
    words.addAll(List.of(more));
    if (words.stream().noneMatch(word -> word.startsWith("--epochs"))) {
      words.add("--epochs=3");
    }
    return Invoked.nextvec(words.toArray(String[]::new));
  }

  private JsonNode description(String run) throws Exception {
    return JSON.readTree(folder.resolve(run).resolve("run.json").toFile());
  }

  @Test
  void accumulatedBatchesTrainAsOneThatIsAsLarge() throws Exception {
    Invoked pieces = train("pieces", "--batch-size=8", "--accumulate=4");
    assertThat(pieces.exit()).as(pieces.err()).isZero();
    assertThat(train("whole", "--batch-size=32").exit()).isZero();
    JsonNode one = description("pieces");
    JsonNode other = description("whole");
    assertThat(one.path("accumulate").asInt()).isEqualTo(4);
    assertThat(other.has("accumulate")).isFalse();
    assertThat(one.path("config")).isEqualTo(other.path("config"));
    for (int epoch = 0; epoch < 3; epoch++) {
      for (String figure : List.of("train_loss", "validation_loss", "validation_cosine")) {
        assertThat(one.path("history").path(epoch).path(figure).asDouble())
            .isCloseTo(other.path("history").path(epoch).path(figure).asDouble(), within(1e-5));
      }
    }
    Invoked continued = train("pieces", "--batch-size=32", "--epochs=4");
    assertThat(continued.err()).contains("accumulate 1 instead of 4");
  }

  @Test
  void theRunsOfASweepAccumulateToo() throws Exception {
    Invoked swept =
        Invoked.nextvec(
            "sweep",
            data.toString(),
            "--models=gru",
            "--hidden=8",
            "--epochs=1",
            "--batch-size=8",
            "--accumulate=1,2",
            "--threads=1",
            "--device=cpu",
            "--no-test",
            "--out=" + folder.resolve("runs"));
    assertThat(swept.exit()).as(swept.err()).isZero();
    JsonNode twice = description("runs/gru-accumulate-2-seed-1");
    assertThat(twice.path("accumulate").asInt()).isEqualTo(2);
    assertThat(twice.path("config").path("batch_size").asInt()).isEqualTo(16);
    assertThat(description("runs/gru-accumulate-1-seed-1").has("accumulate")).isFalse();
  }

  @Test
  void workersNeedACluster() {
    Invoked refused = train("run", "--workers=2");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err())
        .contains("`--workers 2` needs an Apache Spark", "spark-submit", "--threads")
        .hasLineCount(1);
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void localStepsNeedSeveralWorkers() {
    for (String[] alone : new String[][] {{}, {"--workers=1"}}) {
      List<String> words = new ArrayList<>(List.of(alone));
      words.add("--local-steps=4");
      Invoked refused = train("run", words.toArray(String[]::new));
      assertThat(refused.exit()).isEqualTo(2);
      assertThat(refused.err())
          .contains("`--local-steps 4` is for several workers, and here is one")
          .hasLineCount(1);
    }
    assertThat(train("run", "--workers=2", "--local-steps=4").err())
        .contains("`--workers 2` needs an Apache Spark");
    assertThat(train("run", "--local-steps=0").exit()).isEqualTo(2);
    assertThat(folder.resolve("run")).doesNotExist();
    Invoked one = train("run", "--local-steps=1", "--epochs=1");
    assertThat(one.exit()).as(one.err()).isZero();
  }

  /** Folds are trained by one process, whose training would be another. */
  @Test
  void foldsRefuseARunOfLocalSteps() throws Exception {
    assertThat(train("run", "--epochs=1").exit()).isZero();
    ObjectNode run = (ObjectNode) description("run");
    ((ObjectNode) run.path("config")).put("local_steps", 4).put("workers", 2);
    run.remove("sha256");
    Seal.put(run, "dataset", "status");
    JSON.writeValue(folder.resolve("run/run.json").toFile(), run);
    Invoked refused =
        Invoked.nextvec("compare", folder.resolve("run").toString(), "--folds=3", "--device=cpu");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err())
        .contains("was trained by 2 workers with `--local-steps 4`, which folds")
        .contains("leave it out");
  }
}
