package dev.nextvec.internal.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.internal.leak.Leak.LeakKind;
import dev.nextvec.internal.twins.Likeness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeakFileTest {
  private static final LeakReport REPORT =
      new LeakReport(
          "data",
          "split",
          OptionalDouble.empty(),
          new Likeness(0.95, 0.84, 0.56, 150, 1),
          List.of(
              new Leak(
                  LeakKind.SHARED_DOCUMENT,
                  2,
                  9,
                  40,
                  700,
                  List.of(new Sighting(5, "a \"b\"", 70, "c", "train", Double.NaN, "half of it"))),
              new Leak(
                  LeakKind.DUPLICATE_CHUNKS,
                  1,
                  90,
                  1,
                  700,
                  List.of(new Sighting(6, "a", 71, "d", "validation", 0.9995)))));

  @TempDir Path folder;

  @Test
  void whatWasWrittenIsReadAgainForTheSameDataSplitAndNear() throws IOException {
    Path file = folder.resolve("deep/leaks.json");
    assertThat(LeakFile.read(file, "data", "split", OptionalDouble.empty())).isEmpty();
    LeakFile.write(file, REPORT);
    assertThat(LeakFile.read(file, "data", "split", OptionalDouble.empty())).contains(REPORT);
    assertThat(LeakFile.read(file, "other", "split", OptionalDouble.empty())).isEmpty();
    assertThat(LeakFile.read(file, "data", "other", OptionalDouble.empty())).isEmpty();
    assertThat(LeakFile.read(file, "data", "split", OptionalDouble.of(0.99))).isEmpty();
  }

  @Test
  void aDamagedFileIsNamedWithWhatToDo() throws IOException {
    Path file = folder.resolve("leaks.json");
    LeakFile.write(file, REPORT);
    String whole = Files.readString(file);
    for (String damaged :
        List.of(
            whole.substring(0, whole.length() / 2),
            whole.replace("SHARED_DOCUMENT", "SHARED_SECRET"))) {
      Files.writeString(file, damaged);
      assertThatThrownBy(() -> LeakFile.read(file, "data", "split", OptionalDouble.empty()))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll(file.toString(), "delete it");
    }
  }

  @Test
  void whatAnOlderCheckFoundIsNotBelieved() throws IOException {
    Path file = folder.resolve("leaks.json");
    LeakFile.write(file, REPORT);
    Files.writeString(file, Files.readString(file).replace("\"format\" : 3", "\"format\" : 1"));
    assertThat(LeakFile.read(file, "data", "split", OptionalDouble.empty())).isEmpty();
  }

  @Test
  void theProblemNamesTheGravestAndCountsTheOthers() {
    assertThat(REPORT.problem(0))
        .contains("2 of 9 test documents", "`a \"b\"`", "another kind of leak");
    assertThat(REPORT.problem(0.5)).doesNotContain("another kind");
    assertThat(REPORT.errors(0)).extracting(Leak::mark).allMatch(mark -> mark.startsWith("Leak: "));
  }
}
