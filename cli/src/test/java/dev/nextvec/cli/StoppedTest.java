package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command says where it was stopped is what the same command then does. */
class StoppedTest {
  private static final String ANEW = "stopped; nothing unfinished is left: the same command begins";

  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void makeDataset() throws IOException {
    data = TinyData.dataset(folder.resolve("data.nv"), 30, 14, 5);
  }

  private Invoked stopped(String... words) {
    StopSignal stop = new StopSignal();
    stop.request();
    Invoked stopped = Invoked.nextvec(stop, words);
    assertThat(stopped.exit()).as(stopped.err()).isEqualTo(StopSignal.EXIT);
    return stopped;
  }

  private String in(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void whatBeginsAnewSaysSoAndLeavesNothing() throws IOException {
    String[] index = {"index", data.toString(), "--out", in("i")};
    assertThat(stopped(index).err()).contains(ANEW);
    assertThat(folder.resolve("i")).doesNotExist();
    assertThat(stopped("data", "import", data.toString(), "--out", in("d")).err()).contains(ANEW);
    assertThat(folder.resolve("d")).doesNotExist();
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(data);
    }
    assertThat(Invoked.nextvec(index).exit()).isZero();
    assertThat(stopped("index", data.toString(), "--out", in("i"), "--overwrite").err())
        .contains(ANEW);
    assertThat(Invoked.nextvec("index", data.toString(), "--out", in("i"), "--update").exit())
        .isZero();
  }

  @Test
  void encodingContinuesOnlyWhereVectorsAreKept() throws IOException {
    Path text = Files.writeString(folder.resolve("a.txt"), "Some words. And some more of them.");
    String[] kept = {"data", "encode", text.toString(), "--out", in("d"), "--cache", in("c")};
    assertThat(stopped(kept).err())
        .contains("what was encoded is kept: run the same command again");
    assertThat(stopped("data", "encode", text.toString(), "--out", in("d"), "--no-cache").err())
        .contains(ANEW);
  }

  @Test
  void aTrainingThatWasToReplaceAnotherBeginsAnewAndOneThatGoesOnContinues() throws IOException {
    Path run = folder.resolve("run");
    Invoked.done("train", data, "--model-type", "amn", "--out", run, "--epochs", "1", "--no-test");
    byte[] before = Files.readAllBytes(run.resolve("run.json"));
    String[] again = {"train", data.toString(), "--model-type", "amn", "--out", run.toString()};
    assertThat(
            stopped(
                    "train",
                    data.toString(),
                    "--model-type",
                    "amn",
                    "--out",
                    run.toString(),
                    "--overwrite")
                .err())
        .contains(ANEW);
    assertThat(run.resolve("run.json")).hasBinaryContent(before);
    assertThat(stopped(again).err()).contains("everything is saved; continue with");
  }

  @Test
  void aComparisonKeepsTheTestsThatWereFinished() throws IOException {
    Path run = folder.resolve("run");
    Invoked.done("train", data, "--model-type", "amn", "--out", run, "--epochs", "1", "--no-test");
    for (String command : new String[] {"compare", "recommend", "evaluate", "explain"}) {
      assertThat(stopped(command, run.toString()).err())
          .contains("tests that were finished are kept: run the same command again for the rest");
    }
    assertThat(stopped("evaluate", run.toString(), "--again").err()).contains(ANEW);
    assertThat(stopped("compare", run.toString(), "--folds", "2").err())
        .contains("trainings, as far as they came, and tests that were finished are kept");
  }
}
