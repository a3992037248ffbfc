package dev.nextvec.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountTest {
  @TempDir Path folder;

  private static Account account() {
    Tally files = new Tally(Step.FILES);
    files.keep(3);
    files.leaveOut("hidden", ".git");
    files.leaveOut("hidden", ".x");
    Tally letters = new Tally(Step.LETTERS);
    letters.keep(90);
    letters.leaveOut("navigation", 10);
    return new Account(List.of(files.stage(), letters.stage()), List.of("A note."));
  }

  private Path dataset(Account account) throws IOException {
    Path path = folder.resolve("d.nv");
    DatasetOptions options = DatasetOptions.of(2, VectorType.FLOAT32).withOverwrite(true);
    try (DatasetWriter writer = DatasetWriter.create(path, options)) {
      writer.append("a", "", "a", List.of(), new float[] {1, 0, 0, 1});
      writer.finish(account);
    }
    return path;
  }

  @Test
  void isKeptByTheDataset() throws IOException {
    try (Dataset dataset = Dataset.open(dataset(account()))) {
      assertThat(dataset.account()).isEqualTo(account());
    }
    Path without = dataset(Account.NONE);
    assertThat(Files.readString(without.resolve("dataset.json"))).doesNotContain("account");
    try (Dataset dataset = Dataset.open(without)) {
      assertThat(dataset.account().isEmpty()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"in\" : 5|\"in\" : 6|6 went in",
        "\"step\" : \"files\"|\"step\" : \"sieves\"|`account.stages[0].step` must be a known step"
            + " but is the string \"sieves\"",
        "\"count\" : 10|\"count\" : \"10\"|.count` must be a whole number",
        "\"reason\" : \"hidden\"|\"reason\" : \" \"|what was left out needs a reason",
        "\"notes\" : [ \"A note.\" ]|\"notes\" : [ 1 ]|`account.notes[0]` must be a string but is"
            + " 1",
        "\"stages\"|\"steps\"|`account.stages` must be there but is missing",
        "\"step\" : \"letters\"|\"step\" : \"files\"|none twice"
      })
  void isRefusedWhereItContradictsItself(String old, String changed, String problem)
      throws IOException {
    Path manifest = dataset(account()).resolve("dataset.json");
    String text = Files.readString(manifest);
    assertThat(text).contains(old);
    Files.writeString(manifest, text.replace(old, changed));
    assertThatThrownBy(() -> Dataset.open(folder.resolve("d.nv")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("dataset.json")
        .hasMessageContaining(problem);
  }

  @Test
  void addsUp() {
    assertThatThrownBy(
            () -> new Stage(Step.FILES, 3, 1, List.of(new Omission("hidden", 1, List.of()))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("files: 3 went in, but 1 came out and 1 were left out");
    assertThatThrownBy(() -> new Omission("hidden", 1, List.of("a", "b")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void countsMoreThanItNames() {
    Tally tally = new Tally(Step.DOCUMENTS);
    for (int i = 0; i < Omission.MOST_NAMES + 5; i++) {
      tally.leaveOut("no text", "d" + i);
    }
    for (int i = 0; i < 200; i++) {
      tally.leaveOut("reason " + i, 1);
    }
    Stage stage = tally.stage();
    assertThat(stage.count("no text")).isEqualTo(Omission.MOST_NAMES + 5);
    assertThat(stage.leftOut("no text").orElseThrow().names()).hasSize(Omission.MOST_NAMES);
    assertThat(stage.leftOut("no text").orElseThrow().besides(3))
        .isEqualTo(Omission.MOST_NAMES + 2);
    assertThat(new Omission("cut", 9, List.of("a", "b")).besides(1)).isEqualTo(1);
    assertThat(stage.in()).isEqualTo(Omission.MOST_NAMES + 5 + 200);
    assertThat(stage.leftOut()).hasSizeLessThan(102);
    Tally further = Tally.from(stage);
    further.keep(1);
    further.takeBack("no text", "last");
    assertThat(further.stage().in()).isEqualTo(stage.in() + 1);
  }

  @Test
  void takesStagesInTheirOrder() {
    Stage documents = new Tally(Step.DOCUMENTS).stage();
    Account more = account().with(documents, new Stage(Step.LETTERS, 1, 1, List.of()));
    assertThat(more.stages())
        .extracting(Stage::step)
        .containsExactly(Step.FILES, Step.DOCUMENTS, Step.LETTERS);
    assertThat(more.stage(Step.LETTERS).orElseThrow().in()).isEqualTo(1);
  }
}
