package dev.nextvec.cli;

import dev.nextvec.compare.Comparison;
import dev.nextvec.data.AtomicFile;
import dev.nextvec.report.HtmlReport;
import dev.nextvec.report.JsonReport;
import dev.nextvec.report.MarkdownReport;
import dev.nextvec.report.TerminalReport;
import dev.nextvec.stats.Verdict;
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
      description = "the dataset, where it is not where it was in training")
  @Nullable Path data;

  @Option(
      names = "--margin",
      paramLabel = "M",
      defaultValue = "" + Verdict.MARGIN,
      description =
          "rows whose test cosine differs by at most M are equal for all purposes (default:"
              + " ${DEFAULT-VALUE})")
  double margin;

  @Mixin SpeedOptions speed = new SpeedOptions();
  @Mixin DeviceOptions device = new DeviceOptions();

  @Override
  public Outcome run(Console console, StopSignal stop) throws Exception {
    if (!(margin >= 0 && margin < 2)) {
      throw new IllegalArgumentException(
          "`margin` must be at least 0 and below 2 but was " + margin);
    }
    Optional<Path> place = Optional.ofNullable(data);
    Comparison comparison =
        new Comparing(console, stop, device.engine(), place, speed)
            .compare(RunTests.find(runs), margin);
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

  static void write(Path file, String text, Console console) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    AtomicFile.writeString(file, text);
    console.log("Written: " + file);
  }
}
