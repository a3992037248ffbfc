package dev.nextvec.cli;

import dev.nextvec.data.Dataset;
import dev.nextvec.progress.Monitor;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nextvec data info}: what a dataset holds. */
@picocli.CommandLine.Command(
    name = "info",
    description = "Shows counts, sizes, hashes and the split of a dataset.",
    sortOptions = false)
final class DataInfoCommand implements Command {
  @Parameters(paramLabel = "DATASET", converter = DatasetPath.class, description = DatasetPath.WHAT)
  Path data = Path.of("");

  @Mixin ContextOption context = new ContextOption();

  @Mixin SplitOptions division = new SplitOptions();

  @Option(
      names = "--check",
      description = "read every vector: refuse NaN, infinite and zero ones, and a changed file")
  boolean check;

  @Override
  public Outcome run(Console console, StopSignal stop) throws Exception {
    try (Dataset dataset = Dataset.open(data, new ConsoleMonitor(console, stop))) {
      if (check) {
        try (Monitor.Work work = new ConsoleMonitor(console, stop).begin("check", "vectors")) {
          dataset.check(work);
        }
        try (Monitor.Work work = new ConsoleMonitor(console, stop).begin("hash", "bytes")) {
          dataset.verify(work);
        }
      }
      DatasetFacts facts = DatasetFacts.of(dataset, context.length, division);
      return Outcome.done(facts::text, facts::json);
    }
  }
}
