package dev.nextvec.internal.examine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SymptomTest {
  private static final Path PAGE = Path.of("..", "docs", "doctor.md");

  private static String ofSplit(Level level, Symptom symptom) {
    List<Finding> findings = List.of(Finding.of(level, symptom, "Something was noticed."));
    return new Verdicts(
            findings,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty())
        .statements()
        .getLast()
        .text();
  }

  @Test
  void thePageOfTheDoctorNamesEachAndNoOther() throws IOException {
    String page = Files.readString(PAGE);
    String table = page.substring(page.indexOf("## Findings"), page.indexOf("## What it measures"));
    List<String> named =
        table
            .lines()
            .filter(line -> line.startsWith("| `"))
            .flatMap(
                line ->
                    Pattern.compile("`([a-z-]+)`")
                        .matcher(line.substring(0, line.indexOf('|', 1)))
                        .results())
            .map(found -> found.group(1))
            .toList();
    assertThat(named)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Symptom.values()).map(Symptom::key).toList());
  }

  @ParameterizedTest
  @MethodSource("copies")
  void noSplitIsTrustedThatCopiesOfAnyKindCross(Symptom symptom) {
    assertThat(ofSplit(Level.ERROR, symptom)).startsWith("The split cannot be trusted");
  }

  @ParameterizedTest
  @MethodSource("copies")
  void fewCopiesAreSaidToCrossTheSplitAndNotHeldAgainstIt(Symptom symptom) {
    assertThat(ofSplit(Level.WARNING, symptom)).contains("too few copies cross it to matter");
  }

  static List<Symptom> copies() {
    return Symptom.COPIES.stream().sorted().toList();
  }
}
