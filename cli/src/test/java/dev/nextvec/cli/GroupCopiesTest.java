package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents that repeat each other, and one option that makes their dataset fit for a test. */
class GroupCopiesTest {
  @TempDir Path folder;
  private Path given = Path.of("");

  /** Seventy documents, each of which is there twice. */
  @BeforeEach
  void makeData() throws IOException {
    given = TinyData.twice(folder.resolve("given"), 70, 12, 3);
  }

  private Path imported(String... more) {
    Path out = folder.resolve("imported" + more.length);
    List<String> words = new ArrayList<>(List.of("data", "import"));
    words.addAll(List.of(given.resolve("vectors.npy").toString(), "--out", out.toString()));
    words.addAll(List.of(more));
    Invoked imported = Invoked.nextvec(words.toArray(String[]::new));
    assertThat(imported.exit()).as(imported.err()).isZero();
    return out;
  }

  private static Invoked doctor(Path data) {
    return Invoked.nextvec(
        "data", "doctor", data.toString(), "--validation-share=0.3", "--test-share=0.3");
  }

  private Invoked train(Path data, Path runs) {
    return Invoked.nextvec(
        "train",
        data.toString(),
        "--model-type=amn",
        "--out=" + runs,
        "--hidden=8",
        "--epochs=1",
        "--threads=1",
        "--device=cpu",
        "--speed-seconds=0",
        "--validation-share=0.3",
        "--test-share=0.3");
  }

  private static Invoked compare(Path run, String... more) {
    List<String> words = new ArrayList<>(List.of("compare", run.toString()));
    words.addAll(List.of("--speed-seconds=0", "--threads=1", "--device=cpu"));
    words.addAll(List.of(more));
    return Invoked.nextvec(words.toArray(String[]::new));
  }

  @Test
  void withoutTheOptionEveryCommandRefusesTheDataAndNamesIt() {
    Path data = imported();
    Invoked doctor = doctor(data);
    assertThat(doctor.exit()).isEqualTo(1);
    assertThat(doctor.out().replaceAll("\\s+", " "))
        .contains("equal-across-split", "make the dataset again with `--group-copies`");
    Path run = folder.resolve("run");
    assertThat(train(data, run).exit()).isZero();
    Invoked compare = compare(run);
    assertThat(compare.exit()).isEqualTo(1);
    assertThat(compare.err()).contains("make the dataset again with `--group-copies`");
    assertThat(compare(run, "--folds=3").exit()).isEqualTo(1);
  }

  @Test
  void withItTheDoctorTrustsTheSplitAndComparisonsAreNotRefused() {
    Path data = imported("--group-copies");
    Invoked info = Invoked.nextvec("data", "info", data.toString());
    assertThat(info.out())
        .contains(
            "140 documents share chunks or words and are in 70 groups, which no split parts and"
                + " intervals count as one document each: d0, d0");
    Invoked doctor = doctor(data);
    assertThat(doctor.exit()).as(doctor.out()).isZero();
    assertThat(doctor.out().replaceAll("\\s+", " "))
        .contains("The split can be trusted: no copies cross it")
        .contains("--model-type all --validation-share 0.3 --test-share 0.3`");
    Path run = folder.resolve("run");
    assertThat(train(data, run).exit()).isZero();
    Invoked compare = compare(run);
    assertThat(compare.exit()).as(compare.err()).isZero();
    Invoked folds = compare(run, "--folds=3");
    assertThat(folds.exit()).as(folds.err()).isZero();
    assertThat(folds.out()).doesNotContain("Leak");
  }

  @Test
  void encodingGroupsPagesThatRepeatASection() throws IOException {
    Path pages = Files.createDirectories(folder.resolve("pages"));
    String shared = "The timeout is in milliseconds and begins when the request was read. ";
    for (int i = 0; i < 4; i++) {
      String own = "Page %d is about kettle number %d and nothing else. ".formatted(i, i);
      Files.writeString(pages.resolve(i + ".txt"), own + "\n\n" + (i % 3 == 0 ? shared : own));
    }
    Path out = folder.resolve("pages.nv");
    Invoked encoded =
        Invoked.nextvec(
            "data",
            "encode",
            pages.toString(),
            "--out=" + out,
            "--chunk-chars=60",
            "--no-cache",
            "--group-copies");
    assertThat(encoded.exit()).as(encoded.err()).isZero();
    assertThat(encoded.out())
        .contains(
            "2 documents share chunks or words and are in 1 group, which no split parts and"
                + " intervals count as one document each: 0.txt, 3.txt");
    assertThat(Files.readString(out.resolve("documents.jsonl"))).contains("\"group\":\"0.txt\"");
  }
}
