package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoalTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private Invoked train(String... more) throws Exception {
    Path data = folder.resolve("data");
    if (!Files.exists(data)) {
      TinyData.dataset(data, 20, 12, 1);
    }
    List<String> words = new ArrayList<>(List.of("train", data.toString()));
    words.addAll(List.of("--model-type=amn-r", "--out=" + folder.resolve("run"), "--hidden=8"));
    words.addAll(List.of("--epochs=2", "--threads=1", "--speed-seconds=0", "--device=cpu"));
    words.addAll(List.of(more));
    return Invoked.nextvec(words.toArray(String[]::new));
  }

  @Test
  void trainsForRetrievalAndSaysHowWellEachEpochRetrieves() throws Exception {
    Invoked trained = train("--goal=retrieval", "--stretch=4", "--negatives=3", "--mse-weight=0.5");
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(trained.err()).containsPattern("epoch {2}2/2 .* val MRR 0\\.\\d{4}");
    JsonNode run = JSON.readTree(folder.resolve("run/run.json").toFile());
    assertThat(run.at("/config/goal").asText()).isEqualTo("retrieval");
    assertThat(run.at("/config/stretch").asInt()).isEqualTo(4);
    assertThat(run.at("/config/negatives").asInt()).isEqualTo(3);
    assertThat(run.at("/config/mse_weight").asDouble()).isEqualTo(0.5);
    assertThat(run.at("/history/1/validation_mrr").asDouble()).isBetween(0.01, 1.0);
    assertThat(train("--goal=retrieval").err()).contains("stretch 4, not 16");
  }

  @Test
  void regressionIsTheDefaultAndMeasuresNoRank() throws Exception {
    assertThat(train().exit()).isZero();
    JsonNode run = JSON.readTree(folder.resolve("run/run.json").toFile());
    assertThat(run.at("/config/goal").asText()).isEqualTo("regression");
    assertThat(run.at("/history/0").has("validation_mrr")).isFalse();
  }

  @Test
  void settingsThatMakeNoSenseAreRefusedInOneLine() throws Exception {
    refuses(
        "`--stretch` must be a whole number from 1 to 1,048,576 but was `0`",
        "--goal=retrieval",
        "--stretch=0");
    refuses(
        "`--negatives` must be a whole number from 0 to 1,048,576 but was `-1`",
        "--goal=retrieval",
        "--negatives=-1");
    refuses(
        "`--mse-weight` must be a number from 0 to 1,000,000 but was `-1`",
        "--goal=retrieval",
        "--mse-weight=-1");
    refuses(
        "`--temperature` must be a number above 0 and at most 1,000,000 but was `0`",
        "--goal=retrieval",
        "--temperature=0");
    refuses("`--loss cosine` has no effect", "--goal=retrieval", "--loss=cosine");
    refuses("`--stretch` has no effect", "--stretch=4");
    refuses("`--mse-weight` has no effect", "--mse-weight=2");
    assertThat(train("--goal=ranking").exit()).isEqualTo(2);
  }

  private void refuses(String said, String... options) throws Exception {
    Invoked refused = train(options);
    assertThat(refused.exit()).isNotZero();
    assertThat(refused.err()).contains(said);
    assertThat(folder.resolve("run")).doesNotExist();
  }
}
