package dev.nextvec.cli;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** The command as it was typed, to be typed again. */
final class CommandText {
  private CommandText() {}

  /** The program as the user called it. The launcher knows. */
  static String program() {
    return System.getProperty("nextvec.program", "nextvec");
  }

  /** The whole line that called {@code command}, quoted where a shell needs it. */
  static String of(CommandSpec command) {
    List<String> typed = command.root().commandLine().getParseResult().originalArgs();
    return program()
        + " "
        + typed.stream().map(CommandText::quoted).collect(Collectors.joining(" "));
  }

  /** The line that continues what {@link #of} began: the same, but nothing is discarded. */
  static String withoutOverwrite(CommandSpec command) {
    return of(command).replace(" --overwrite", "");
  }

  /** The word as a shell takes it. */
  static String quoted(String word) {
    return word.matches("[\\w@%+=:,./~-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
