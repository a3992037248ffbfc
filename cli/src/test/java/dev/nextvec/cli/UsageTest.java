package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options that make no sense are wrong usage, in one line, however far the command came. */
class UsageTest {
  @TempDir Path folder;

  private static void refused(List<String> command, String... words) {
    Invoked run = Invoked.nextvec(command.toArray(String[]::new));
    assertThat(run.exit()).as("%s: %s", command, run.err()).isEqualTo(2);
    assertThat(run.err()).contains(words).hasLineCount(1);
    assertThat(run.out()).isEmpty();
  }

  private static List<String> with(List<String> command, String... more) {
    return Stream.concat(command.stream(), Arrays.stream(more)).toList();
  }

  @Test
  void aDivisionThatTheDataCannotHaveIsWrongUsageWhereverItIsAskedFor() throws Exception {
    String data = TinyData.dataset(folder.resolve("data"), 30, 12, 1).toString();
    for (List<String> command :
        List.of(
            List.of("data", "info", data),
            List.of("train", data, "--model-type=amn", "--out=" + folder.resolve("run")))) {
      refused(with(command, "--train-windows=9999"), "train-windows", "9999");
      refused(with(command, "--test-share=0.6", "--validation-share=0.6"), "0.6");
    }
    refused(List.of("data", "doctor", data, "--test-share=0.6", "--validation-share=0.6"), "0.6");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void aWordThatBeginsLikeAnOptionIsCalledAnUnknownOptionThoughAnotherWordIsMissing() {
    refused(List.of("data", "info", "-a.nv"), "unknown option `-a.nv`");
    refused(List.of("compare", "--fast"), "unknown option `--fast`");
    refused(List.of("compare"), "RUN");
  }

  @Test
  void aSettingThatOthersLeaveNoUseForIsRefusedThoughItHasItsUsualValue() throws Exception {
    String data = TinyData.dataset(folder.resolve("data"), 30, 12, 1).toString();
    List<String> train =
        List.of("train", data, "--model-type=amn", "--out=" + folder.resolve("run"));
    refused(with(train, "--temperature=0.07"), "`--temperature` has no effect", "infonce");
    refused(with(train, "--warmup=0.1"), "`--warmup` has no effect", "`--schedule warmup-cosine`");
    refused(with(train, "--schedule=constant", "--patience=2"), "`--patience`", "plateau");
    refused(with(train, "--schedule=warmup-cosine", "--plateau-factor=0.1"), "`--plateau-factor`");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  /** Before vectors are checked, leaks are looked for and baselines are measured. */
  @Test
  void aPlaceThatCannotBeIsRefusedBeforeAnyLongWork() throws Exception {
    String data = TinyData.dataset(folder.resolve("data"), 60, 12, 1).toString();
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    String out = "--out=" + file.resolve("x");
    for (List<String> command :
        List.of(
            List.of("train", data, "--model-type=amn", out),
            List.of("export", "ridge", "--data=" + data, out),
            List.of("index", data, out))) {
      Invoked refused = Invoked.nextvec(command.toArray(String[]::new));
      assertThat(refused.exit()).isEqualTo(1);
      assertThat(refused.err())
          .contains("would fail: " + file + " is no directory")
          .doesNotContain("to beat", "every baseline");
    }
  }

  @Test
  void twoResultsAreNotWrittenToOneFile() {
    String one = folder.resolve("one").toString();
    refused(List.of("compare", "runs", "--html=" + one, "--csv=" + one), "two results", one);
    String other = folder.resolve("x/../one").toString();
    refused(List.of("recommend", "runs", "--markdown=" + one, "--html=" + other), "two results");
    Invoked device = Invoked.nextvec("compare", "no-runs", "--csv=/dev/null", "--latex=/dev/null");
    assertThat(device.err()).contains("no-runs does not exist");
  }

  @Test
  void anEmptyWordIsNoValue() {
    refused(List.of("explain", "run", "--document=", "--chunk=6"), "`--document`", "empty");
    refused(List.of("data", "encode", "text", "--out=data", "--encoder= "), "`--encoder`");
    refused(List.of("recommend", "run", "--use-case="), "`--use-case`", "empty");
  }

  @Test
  void anAddressOrKeyThatCannotBeIsWrongUsage() throws Exception {
    Files.writeString(folder.resolve("a.txt"), "One sentence. And another one.");
    List<String> encode =
        List.of("data", "encode", folder.toString(), "--out=" + folder.resolve("data"));
    refused(with(encode, "--encoder=ftp://host"), "ftp://host");
    refused(with(encode, "--encoder=http://"), "http://");
    refused(
        with(encode, "--encoder=http://host", "--api-key-variable=NO_SUCH_VARIABLE"),
        "NO_SUCH_VARIABLE");
    refused(with(encode, "--encoder=http://host", "--encoder-key-header=a b"), "a b");
    assertThat(folder.resolve("data")).doesNotExist();
  }
}
