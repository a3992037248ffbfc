package dev.nextvec.cli;

import java.util.List;
import java.util.function.Supplier;

/**
 * The commands there are. A command's class is loaded only when it is called or asked for help, so
 * that the program starts fast however many there are.
 */
final class Commands {
  private Commands() {}

  /** A name at one level of the command line: a command, or a group of commands. */
  sealed interface Entry {
    String name();

    String summary();
  }

  /** A command that runs. */
  record Leaf(String name, String summary, Supplier<Command> command) implements Entry {}

  /** A name with commands below it. */
  record Group(String name, String summary, List<Leaf> commands) implements Entry {}

  static List<Entry> all() {
    return List.of(
        new Leaf("demo", "Everything in one go, on the Apache Tomcat manual.", DemoCommand::new),
        new Group(
            "data",
            "Makes and shows datasets.",
            List.of(
                new Leaf("encode", "Turns text into a dataset.", DataEncodeCommand::new),
                new Leaf("import", "Makes a dataset of existing vectors.", DataImportCommand::new),
                new Leaf("info", "Shows what a dataset holds.", DataInfoCommand::new),
                new Leaf(
                    "windows",
                    "Writes the windows of a part of the split, for any program to predict.",
                    DataWindowsCommand::new),
                new Leaf(
                    "doctor",
                    "Says what is wrong with a dataset, and what can be learned from it.",
                    DataDoctorCommand::new))),
        new Leaf("train", "Trains one network, all four, or everything.", TrainCommand::new),
        new Leaf("sweep", "Trains every combination of settings.", SweepCommand::new),
        new Leaf("import", "Makes a run of weights trained elsewhere.", ImportCommand::new),
        new Leaf("evaluate", "Measures runs on documents they never saw.", EvaluateCommand::new),
        new Leaf("explain", "Shows what moves a model's predictions.", ExplainCommand::new),
        new Leaf(
            "compare",
            "Puts runs and baselines into one table, and says which differences are real.",
            CompareCommand::new),
        new Leaf("recommend", "Says what to use for what, or nothing.", RecommendCommand::new),
        new Leaf("export", "Writes a model that runs without Nextvec.", ExportCommand::new),
        new Leaf("predict", "Predicts what follows a text or vectors.", PredictCommand::new),
        new Leaf("index", "Makes a corpus searchable for what comes next.", IndexCommand::new),
        new Leaf("retrieve", "Finds the chunks that come next.", RetrieveCommand::new),
        new Leaf("serve", "Answers over HTTP what models and indexes know.", ServeCommand::new),
        new Leaf("ui", "Shows a folder of runs as a page in the browser.", UiCommand::new));
  }
}
