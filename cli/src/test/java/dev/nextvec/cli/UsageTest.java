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
  void whatHasNoEffectIsRefusedThoughItsValueIsTheDefault() throws Exception {
    String here = folder.toString();
    for (String option : List.of("--split-seed=1", "--validation-share=0.1", "--test-share=0.1")) {
      refused(List.of("evaluate", here, option), "about an index, and a run has its own");
    }
    refused(List.of("compare", "runs", "--jobs=1"), "`--jobs` has no effect without `--folds`");
    refused(List.of("compare", "runs", "--diagnose"), "--diagnose is for the page", "--html");
    List<String> imported = List.of("import", "x.pt", "--model-type=lstm", "--out=run");
    refused(with(imported, "--split-seed=1"), "`--split-seed` has no effect without --dataset");
    refused(with(imported, "--heads=8"), "`--heads` has no effect on `lstm`");
    refused(with(imported, "--amn-variant=mixture"), "`--amn-variant` has no effect on `lstm`");
    List<String> encode = List.of("data", "encode", here, "--out=" + folder.resolve("data"));
    for (String option :
        List.of(
            "--encoder-model=m",
            "--encoder-batch=32",
            "--encoder-key-header=api-key",
            "--api-key-variable=OPENAI_API_KEY")) {
      refused(with(encode, option), "has no effect without the URL of a service as --encoder");
    }
    refused(
        with(encode, "--encoder=http://localhost:1", "--encoder-model=m", "--threads=2"),
        "`--threads` has no effect with the URL of a service as --encoder");
    refused(with(encode, "--no-cache", "--cache=c"), "--cache and --no-cache contradict");
    refused(List.of("export", "ridge", "--data=d", "--out=x", "--give=0.005"), "limits choose");
    refused(
        List.of("export", "run", "--out=x", "--format=safetensors", "--licence=mit"),
        "`--licence` has no effect on `--format safetensors`");
  }

  @Test
  void whatTheOtherOptionsLeaveNoUseForIsRefused() {
    List<String> retrieve = List.of("retrieve", "index", "--text=a b");
    for (String plain : List.of("bm25", "persistence", "average+bm25", "persistence&bm25")) {
      refused(
          with(retrieve, "--model=none", "--strategy=" + plain),
          "`--model` has no effect with `--strategy " + plain + "`, which predicts nothing");
    }
    refused(
        with(retrieve, "--strategy=bm25", "--threads=1"),
        "`--threads` has no effect with `--strategy bm25`, which encodes nothing");
    List<String> train = List.of("train", "data", "--model-type=amn");
    refused(
        with(train, "--goal=retrieval", "--loss=mse"),
        "`--loss` has no effect without `--goal regression`");
    refused(
        with(train, "--no-test", "--speed-seconds=1"),
        "`--speed-seconds` has no effect with --no-test");
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
