package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LongLinesTest {
  @Test
  void whatFollowsStandsBelowWhatTheLineSays() {
    assertThat(LongLines.broken("x\n  warning      The test part has few windows.\n", 30))
        .isEqualTo(
            """
            x
              warning      The test part
                           has few
                           windows.
            """);
  }

  @Test
  void aNameOfTwoWordsIsANameToo() {
    String pool = "  same document  R@1 0.1 (chance 0.2), R@5 0.3 (chance 0.4)";
    assertThat(LongLines.broken(pool, 40))
        .isEqualTo(
            "  same document  R@1 0.1 (chance 0.2),\n" + " ".repeat(17) + "R@5 0.3 (chance 0.4)");
  }

  @Test
  void aCommandToTypeIsNeverBroken() {
    String next = "Compare with the baselines: nextvec compare a-directory-of-runs another";
    assertThat(LongLines.broken(next, 40)).isEqualTo(next);
    assertThat(LongLines.broken("Use another share, or `compare RUNS --folds 5`, to say it.", 40))
        .isEqualTo("Use another share, or\n`compare RUNS --folds 5`, to say it.");
    assertThat(LongLines.broken("{\"a\": \"" + "b ".repeat(50) + "\"}", 40)).hasLineCount(1);
  }

  @Test
  void coloursTakeNoRoomAndAWordThatIsTooLongStaysWhole() {
    String coloured = "\u001b[1m1234567890\u001b[0m 123456789";
    assertThat(LongLines.broken(coloured, 20)).isEqualTo(coloured);
    assertThat(LongLines.broken("a " + "b".repeat(30) + " c", 20))
        .isEqualTo("a\n" + "b".repeat(30) + "\nc");
  }

  @Test
  void aTerminalGetsThemAndAFileDoesNot() throws IOException {
    String words = "warning: " + "a few words ".repeat(12) + "end";
    for (boolean terminal : new boolean[] {true, false}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      Console console = new Console(out, err, terminal, 80, terminal);
      console.log(words);
      console.print(words);
      for (ByteArrayOutputStream stream : new ByteArrayOutputStream[] {out, err}) {
        String said = stream.toString(StandardCharsets.UTF_8);
        assertThat(said.lines().anyMatch(line -> line.length() > 80)).isEqualTo(!terminal);
        assertThat(said.replaceAll("\\s+", " ").strip()).isEqualTo(words);
      }
    }
  }
}
