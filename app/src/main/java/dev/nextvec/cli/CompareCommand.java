package dev.nextvec.cli;

import dev.nextvec.compare.Comparison;
import dev.nextvec.data.AtomicFile;
import dev.nextvec.data.Dataset;
import dev.nextvec.report.HtmlReport;
import dev.nextvec.report.JsonReport;
import dev.nextvec.report.MarkdownReport;
import dev.nextvec.report.TerminalReport;
import dev.nextvec.train.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nextvec compare}: runs and baselines in one table. */
@picocli.CommandLine.Command(
    name = "compare",
    description =
        "Puts runs into one table with each other and with every baseline, all measured on the same"
            + " test rows, and says which differences are real.",
    sortOptions = false)
final class CompareCommand implements Command {
  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description = "run directory, or a directory of run directories")
  List<Path> runs = List.of();

  @Option(names = "--html", paramLabel = "FILE", description = "write the report as one page")
  @Nullable Path html;

  @Option(names = "--markdown", paramLabel = "FILE", description = "write the report as Markdown")
  @Nullable Path markdown;

  @Option(
      names = "--data",
      paramLabel = "DATASET",
      description =
          "test on this dataset instead: all of it, out of domain, beside the figures in domain;"
              + " or the dataset of the training, where it has moved")
  @Nullable Path data;

  @Mixin LeakOptions leaks = new LeakOptions();
  @Mixin SpeedOptions speed = new SpeedOptions();
  @Mixin DeviceOptions device = new DeviceOptions();

  @Override
  public Outcome run(Console console, StopSignal stop) throws Exception {
    Comparison comparison = compare(console, stop);
    if (html != null) {
      write(html, HtmlReport.of(comparison), console);
    }
    if (markdown != null) {
      write(markdown, MarkdownReport.of(comparison), console);
    }
    return Outcome.done(
        () -> TerminalReport.of(comparison, console.outColumns(), console.outHasColours()),
        () -> JsonReport.node(comparison));
  }

  private Comparison compare(Console console, StopSignal stop) throws IOException {
    List<RunDirectory> found = RunTests.find(runs);
    LazyEngine engine = device.engine();
    if (data != null) {
      try (Dataset other = Dataset.open(data)) {
        if (ComparingElsewhere.isElsewhere(other, found)) {
          return new ComparingElsewhere(console, stop, engine, speed, leaks, other)
              .compare(found, false);
        }
      }
    }
    return new Comparing(console, stop, engine, Optional.ofNullable(data), speed, leaks)
        .compare(found);
  }

  static void write(Path file, String text, Console console) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    AtomicFile.writeString(file, text);
    console.log("Written: " + file);
  }
}
