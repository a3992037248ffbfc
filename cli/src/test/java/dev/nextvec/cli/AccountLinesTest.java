package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.data.Account;
import dev.nextvec.data.Omission;
import dev.nextvec.data.Stage;
import dev.nextvec.data.Step;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AccountLinesTest {
  private static List<String> lines(Stage stage) {
    return AccountLines.of(new Account(List.of(stage), List.of())).stream()
        .map(line -> line.replace('\u00a0', ' '))
        .toList();
  }

  @Test
  void givesLettersAsSharesThatAreAllOnlyWhereNothingIsMissing() {
    assertThat(
            lines(
                new Stage(
                    Step.LETTERS,
                    100_000,
                    97_199,
                    List.of(
                        new Omission("navigation", 2_100, List.of()),
                        new Omission("scripts", 700, List.of()),
                        new Omission("hidden text", 1, List.of())))))
        .containsExactly(
            "letters    97.2 % of 100,000 are kept; left out:",
            "           navigation 2.1 %",
            "           scripts 0.7 %",
            "           hidden text under 0.1 %");
    assertThat(
            lines(
                new Stage(
                    Step.LETTERS, 100_000, 99_999, List.of(new Omission("scripts", 1, List.of())))))
        .containsExactly(
            "letters    over 99.9 % of 100,000 are kept; left out: scripts under 0.1 %");
    assertThat(lines(new Stage(Step.LETTERS, 7, 7, List.of())))
        .containsExactly("letters    100.0 % of 7 are kept");
  }

  @Test
  void namesTheFirstFewAndHowManyThereAreBesides() {
    assertThat(
            lines(
                new Stage(
                    Step.CHUNKS,
                    640,
                    628,
                    List.of(new Omission("cut at 256 tokens", 12, List.of("a", "b", "c", "d"))))))
        .containsExactly(
            "chunks     628 of 640 are read to their end by the encoder; left out:",
            "           cut at 256 tokens 12 (a, b, c and 1 more)");
  }

  @Test
  void listsLongNamesOneALineAndNotWithoutEnd() {
    List<String> messages =
        IntStream.range(0, 25)
            .mapToObj(i -> "folder/file-%02d.txt is not UTF-8: byte 0xf6 at offset 2".formatted(i))
            .toList();
    List<String> lines =
        lines(new Stage(Step.FILES, 30, 5, List.of(new Omission("unreadable", 25, messages))));
    assertThat(lines).hasSize(1 + 1 + 20 + 1);
    assertThat(lines.get(2)).isEqualTo("           - " + messages.get(0));
    assertThat(lines.get(22)).isEqualTo("           - and 5 more (--json names them)");
  }
}
