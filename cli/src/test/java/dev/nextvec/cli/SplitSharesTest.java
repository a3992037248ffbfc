package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much is held back for validation and testing, and what is said where that is too little. */
class SplitSharesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path shared;
  private static Path unequal = Path.of("");

  @TempDir Path folder;

  /** Many documents of a single window and a few long ones. */
  @BeforeAll
  static void makeData() throws IOException {
    int[] lengths = IntStream.range(0, 5).map(i -> 200).toArray();
    unequal = TinyData.turning(shared.resolve("unequal"), 25, 6, 1, lengths);
  }

  private static Invoked train(Path out, String... more) {
    String[] words =
        new String[] {
          "train",
          unequal.toString(),
          "--model-type=amn",
          "--out=" + out,
          "--hidden=8",
          "--epochs=1",
          "--threads=1",
          "--device=cpu",
          "--no-test"
        };
    return Invoked.nextvec(
        Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray(String[]::new));
  }

  private static JsonNode info(String... more) throws IOException {
    String[] words = {"data", "info", unequal.toString(), "--json"};
    Invoked info =
        Invoked.nextvec(
            Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray(String[]::new));
    assertThat(info.exit()).as(info.err()).isZero();
    return JSON.readTree(info.out());
  }

  @Test
  void saysInTrainingAndInTheDatasetsFactsThatThreeTestDocumentsAllowNoInterval() throws Exception {
    assertThat(train(folder.resolve("run")).err())
        .contains("warning: The test part has only", "in 3 documents", "no interval is possible")
        .contains("--test-share 0.3", "compare RUNS --folds 5");
    assertThat(info().at("/split/warnings").toString()).contains("no interval is possible");
    Invoked text = Invoked.nextvec("data", "info", unequal.toString());
    assertThat(text.out()).contains("no interval is possible");
  }

  @Test
  void theDoctorSaysItToo() throws Exception {
    Invoked doctor = Invoked.nextvec("data", "doctor", unequal.toString(), "--json");
    assertThat(doctor.out()).contains("small-part", "no interval is possible");
  }

  @Test
  void aLargerTestShareIsKeptAndShownEverywhere() throws Exception {
    JsonNode split = info("--test-share=0.4", "--validation-share=0.2").get("split");
    assertThat(split.get("test_share").asDouble()).isEqualTo(0.4);
    Path run = folder.resolve("run");
    assertThat(train(run, "--test-share=0.4", "--validation-share=0.2").exit()).isZero();
    JsonNode stored = JSON.readTree(Files.readString(run.resolve("split.json")));
    assertThat(stored.get("test_share").asDouble()).isEqualTo(0.4);
    assertThat(stored.get("validation_share").asDouble()).isEqualTo(0.2);
    assertThat(stored.at("/test/groups")).hasSize(12);
    assertThat(stored.at("/validation/groups")).hasSize(6);
    assertThat(stored.get("sha256")).isEqualTo(split.get("sha256"));
    assertThat(stored.get("sha256")).isNotEqualTo(info().at("/split/sha256"));
  }

  @Test
  void continuingWithOtherSharesSaysWhichTheRunHas() {
    Path run = folder.resolve("run");
    assertThat(train(run, "--test-share=0.4").exit()).isZero();
    Invoked other = train(run);
    assertThat(other.exit()).isEqualTo(1);
    assertThat(other.err())
        .contains("--validation-share 0.1 --test-share 0.4, not")
        .contains("continue with its own");
    assertThat(train(run, "--test-share=0.4").exit()).isZero();
    assertThat(train(run, "--overwrite").exit()).isZero();
  }

  @Test
  void refusesSharesThatMakeNoSense() {
    for (String wrong : new String[] {"0", "-0.1", "0.9", "1.5", "NaN"}) {
      Invoked refused = train(folder.resolve("run"), "--test-share=" + wrong);
      assertThat(refused.exit()).as(wrong).isEqualTo(2);
      assertThat(refused.err())
          .contains("-share")
          .contains(wrong.equals("0.9") ? "0.9" : "but was `" + wrong);
    }
    assertThat(folder.resolve("run")).doesNotExist();
  }
}
