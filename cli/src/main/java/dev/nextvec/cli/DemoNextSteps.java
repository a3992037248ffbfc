package dev.nextvec.cli;

import dev.nextvec.data.SplitFractions;
import dev.nextvec.retrieval.Context;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Commands that go on where the demo ends, to be typed as they stand.
 *
 * @param data the demo's dataset
 * @param runs the directory of its runs
 * @param best the run to explain
 * @param index the demo's index
 * @param place where something was looked for
 * @param more where trainings with more seeds go
 */
record DemoNextSteps(Path data, Path runs, Path best, Path index, Context.Place place, Path more) {
  private static final int COLUMNS = 80;
  private static final String INDENT = "      ";
  private static final String ENDING = " \\\n";

  /** One command a line. */
  List<String> commands() {
    return List.of(
        command("explain", best),
        command("retrieve", index)
            + " --document %s --at %d --explain"
                .formatted(CommandText.quoted(place.document()), place.at()),
        command("compare", runs) + " --index " + CommandText.quoted(index.toString()),
        command("recommend", runs) + " --index " + CommandText.quoted(index.toString()),
        command("compare", runs) + " --folds 5 --jobs 2 --threads 1",
        command("data doctor", data) + split(),
        command("train", data)
            + split()
            + " --model-type everything --early-stop %d --seeds 3 --threads 1 --jobs 2 --out %s"
                .formatted(DemoCommand.EARLY_STOP, CommandText.quoted(more.toString())));
  }

  /** The split of the demo's runs. */
  private static String split() {
    SplitFractions shares = DemoCommand.SHARES;
    return " --split-seed %d --validation-share %s --test-share %s"
        .formatted(DemoCommand.SPLIT_SEED, shares.validation(), shares.test());
  }

  String text() {
    return commands().stream()
        .map(DemoNextSteps::folded)
        .collect(Collectors.joining("\n  ", "\nGo on with:\n  ", "\n"));
  }

  /** On several lines where one is too long for a terminal: a shell takes them as one. */
  private static String folded(String command) {
    StringBuilder lines = new StringBuilder();
    int column = INDENT.length();
    for (String word : command.split(" (?=-)")) {
      if (column + 1 + word.length() + ENDING.length() > COLUMNS) {
        lines.append(ENDING).append(INDENT);
        column = INDENT.length();
      } else if (!lines.isEmpty()) {
        lines.append(' ');
        column++;
      }
      lines.append(word);
      column += word.length();
    }
    return lines.toString();
  }

  private static String command(String name, Path of) {
    return CommandText.program() + " " + name + " " + CommandText.quoted(of.toString());
  }
}
