package dev.nextvec.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Commands that go on where the demo ends, to be typed as they stand.
 *
 * @param data the demo's dataset
 * @param runs the directory of its runs
 * @param best the run to explain
 * @param more where trainings with more seeds go
 * @param tolerance share of test windows whose answer may stand elsewhere in the manual
 */
record DemoNextSteps(Path data, Path runs, Path best, Path more, double tolerance) {

  /** One command a line. */
  List<String> commands() {
    String leaks = String.format(Locale.ROOT, " --leak-tolerance %s", tolerance);
    return List.of(
        command("explain", best),
        command("compare", runs) + leaks,
        command("recommend", runs) + leaks,
        command("data doctor", data),
        command("train", data)
            + " --model-type everything --early-stop %d --seeds 3 --threads 1 --jobs 2 --out %s"
                .formatted(DemoCommand.EARLY_STOP, CommandText.quoted(more.toString())));
  }

  String text() {
    return "\nGo on with:\n  " + String.join("\n  ", commands()) + "\n";
  }

  private static String command(String name, Path of) {
    return CommandText.program() + " " + name + " " + CommandText.quoted(of.toString());
  }
}
