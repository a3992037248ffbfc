package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code nextvec sweep}: every combination of settings, each a run as {@code train} makes it. */
class SweepTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SMALL =
      List.of("--epochs=2", "--threads=1", "--batch-size=8", "--device=cpu");

  @TempDir static Path shared;
  private static Path data;

  @TempDir Path folder;

  @BeforeAll
  static void make() throws IOException {
    data = TinyData.turning(shared.resolve("data"), 30, 10, 1);
  }

  private static Invoked call(String command, Object... words) {
    List<Object> all = new ArrayList<>(List.of(command, data));
    all.addAll(SMALL);
    all.addAll(List.of(words));
    return Invoked.call(all.toArray());
  }

  private Invoked sweep(Object... words) {
    List<Object> all = new ArrayList<>(List.of("--out=" + folder.resolve("runs")));
    all.addAll(List.of(words));
    return call("sweep", all.toArray());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> list = Files.list(folder.resolve("runs"))) {
      return list.map(run -> run.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  @Test
  void everyCombinationIsARunNamedAfterWhatVaries() throws IOException {
    Invoked swept =
        sweep("--models=amn,gru", "--seeds=3,5", "--hidden=4,6", "--layers=1", "--loss=MSE,cosine");
    assertThat(swept.exit()).as(swept.err()).isZero();
    assertThat(names())
        .hasSize(16)
        .contains("amn-hidden-4-loss-mse-seed-3", "gru-hidden-6-loss-cosine-seed-5");
    JsonNode run =
        JSON.readTree(folder.resolve("runs/gru-hidden-6-loss-cosine-seed-5/run.json").toFile());
    assertThat(run.path("architecture").path("hidden").asInt()).isEqualTo(6);
    assertThat(run.path("architecture").path("layers").asInt()).isEqualTo(1);
    assertThat(run.path("config").path("loss").asText()).isEqualTo("cosine");
    assertThat(run.path("config").path("seed").asLong()).isEqualTo(5);
    assertThat(swept.out()).contains("compare " + folder.resolve("runs") + "\n");
  }

  @Test
  void sizesThatAnArchitectureHasNotMakeNoRunsOfIt() throws IOException {
    assertThat(sweep("--models=amn,gru", "--hidden=4", "--layers=1,2", "--no-test").exit())
        .isZero();
    assertThat(names()).containsExactly("amn-seed-1", "gru-layers-1-seed-1", "gru-layers-2-seed-1");
  }

  @Test
  void settingsThatOthersLeaveNoUseForMakeNoRunsThatAreTheSame() throws IOException {
    Object[] words = {"--models=amn", "--hidden=4", "--no-test", "--loss=mse,infonce"};
    List<Object> all = new ArrayList<>(List.of(words));
    all.add("--temperature=0.05,0.1");
    assertThat(sweep(all.toArray()).exit()).isZero();
    assertThat(names())
        .containsExactly(
            "amn-loss-infonce-temperature-0.05-seed-1",
            "amn-loss-infonce-temperature-0.1-seed-1",
            "amn-loss-mse-seed-1");
  }

  @Test
  void aRunHasTheWeightsThatTrainGivesIt() throws IOException {
    assertThat(sweep("--models=lstm,amn", "--seeds=1,2", "--hidden=4", "--jobs=2").exit()).isZero();
    Path alone = folder.resolve("alone");
    Object[] same = {
      "--model-type=lstm", "--seed=2", "--hidden=4", "--out=" + alone, "--speed-seconds=0"
    };
    assertThat(call("train", same).exit()).isZero();
    assertThat(folder.resolve("runs/lstm-seed-2/model.safetensors"))
        .hasSameBinaryContentAs(alone.resolve("model.safetensors"));
    JsonNode here = evaluation(folder.resolve("runs/lstm-seed-2"));
    assertThat(here.path("scores")).isEqualTo(evaluation(alone).path("scores"));
    assertThat(folder.resolve("runs/lstm-seed-2/speed.json")).doesNotExist();
  }

  private static JsonNode evaluation(Path run) throws IOException {
    return JSON.readTree(run.resolve("evaluation.json").toFile());
  }

  /** One directory holds a run of another split, and one a file that is no part of a run. */
  @Test
  void oneThatFailsIsNamedAtTheEndAndTheOthersAreDone() throws IOException {
    Files.createDirectories(folder.resolve("runs/amn-seed-2"));
    Files.writeString(folder.resolve("runs/amn-seed-2/thesis.txt"), "mine");
    Object[] words = {"--models=amn", "--seeds=1,2,3", "--hidden=4", "--learning-rate=0.001"};
    Invoked swept = sweep(words);
    assertThat(swept.exit()).isEqualTo(1);
    assertThat(swept.out())
        .contains("Failed: amn-seed-2: ", "thesis.txt, which is no part of a run")
        .contains("runs/amn-seed-1\n", "runs/amn-seed-3\n", "1 run failed");
    List<Object> json = new ArrayList<>(List.of(words));
    json.add("--json");
    JsonNode told = JSON.readTree(sweep(json.toArray()).out());
    assertThat(told.path("runs")).hasSize(2);
    assertThat(told.path("failed").path(0).path("name").asText()).isEqualTo("amn-seed-2");
    Files.delete(folder.resolve("runs/amn-seed-2/thesis.txt"));
    FileTime before = Files.getLastModifiedTime(folder.resolve("runs/amn-seed-1/run.json"));
    Invoked again = sweep(words);
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(again.err()).contains("amn-seed-1   is trained already");
    assertThat(Files.getLastModifiedTime(folder.resolve("runs/amn-seed-1/run.json")))
        .isEqualTo(before);
  }

  @Test
  void whereAllFailNothingIsThereToCompare() throws IOException {
    Files.createDirectories(folder.resolve("runs/amn-seed-1"));
    Files.writeString(folder.resolve("runs/amn-seed-1/thesis.txt"), "mine");
    for (String test : List.of("--no-test", "--near=0.9")) {
      Invoked swept = sweep("--models=amn", "--hidden=4", test);
      assertThat(swept.exit()).isEqualTo(1);
      assertThat(swept.out()).startsWith("Failed: amn-seed-1: ").doesNotContain("compare");
    }
  }

  /** A rate at which the loss explodes. */
  @Test
  void oneThatDivergesDoesNotEndTheOthers() {
    Object[] rates = {"--models=amn", "--hidden=4", "--learning-rate=1000,0.001", "--clip=0"};
    Invoked swept = sweep(rates);
    assertThat(swept.exit()).as(swept.err()).isEqualTo(1);
    assertThat(swept.out())
        .contains("Failed: amn-learning-rate-1000-seed-1: training diverged at step");
    assertThat(folder.resolve("runs/amn-learning-rate-0.001-seed-1/evaluation.json")).exists();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--models=amn --hidden=4,many  | `--hidden` must be a whole number from 1 to",
        "--models=amn --hidden=4,0     | but was `0`",
        "--models=amn --loss=mse,blame | `--loss` must be one of mse, cosine, infonce",
        "--models=amn --layers=1,2     | `--layers` has no effect on `amn`",
        "--models=amn --context=3,5    | `--context` takes one value",
        "--models=amn --dimension=4,8  | `--dimension` takes one value",
        "--models=amn --loss=MSE,mse   | `--loss` has the values `MSE` and `mse`, which are one",
        "--models=amn --hidden=4 --clip=1,1d | `--clip` has the values `1` and `1d`, which are one",
        "--models=amn,AMN              | `--models` has the value `AMN` twice",
        "--models=amn,lstm,amn         | `--models` has the value `amn` twice",
        "--models=amn --seeds=1,2,     | `--seeds` has an empty value in `1,2,`",
        "--models=amn --seeds=1,2,1    | `--seeds` has the value `1` twice",
        "--models=amn --hidden=4,,8    | `--hidden` has an empty value in `4,,8`",
        "--models=lstm --hidden=8,08   | `--hidden` has the value `08` twice",
        "--models=amn --stretch=3      | has no effect without `--goal retrieval`",
        "--models=amn --patience=1,2 --schedule=constant | no effect without `--schedule plateau`",
        "--models=amn --temperature=.1,.2 | `--temperature` has no effect without `--loss infonce`",
        "--models=amn --seeds=1,x      | `--seeds` must be a whole number",
        "--models=tree                 | `--models` must be one of amn,",
        "--seeds=1                     | `--models` is missing",
      })
  void whatMakesNoSenseIsRefusedBeforeAnythingStarts(String words, String said) {
    Invoked refused = sweep((Object[]) words.strip().split(" "));
    assertThat(refused.exit()).as(refused.err()).isEqualTo(2);
    assertThat(refused.err()).contains(said).hasLineCount(1);
    assertThat(folder.resolve("runs")).doesNotExist();
  }
}
