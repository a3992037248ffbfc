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
  /** A fold's test meets more of the sections that stand twice than the one split does. */
  private static final double TOLERANCE_OF_FOLDS = 0.1;

  /** One command a line. */
  List<String> commands() {
    String leaks = leaks(tolerance);
    return List.of(
        command("explain", best),
        command("compare", runs) + leaks,
        command("recommend", runs) + leaks,
        command("compare", runs) + " --folds 5 --jobs 2 --threads 1" + leaks(TOLERANCE_OF_FOLDS),
        command("data doctor", data),
        command("train", data)
            + " --model-type everything --early-stop %d --seeds 3 --threads 1 --jobs 2 --out %s"
                .formatted(DemoCommand.EARLY_STOP, CommandText.quoted(more.toString())));
  }

  private static String leaks(double tolerance) {
    return String.format(Locale.ROOT, " --leak-tolerance %s", tolerance);
  }

  String text() {
    return "\nGo on with:\n  " + String.join("\n  ", commands()) + "\n";
  }

  private static String command(String name, Path of) {
    return CommandText.program() + " " + name + " " + CommandText.quoted(of.toString());
  }
}
