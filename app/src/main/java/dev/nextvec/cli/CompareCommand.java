package dev.nextvec.cli;

import dev.nextvec.compare.Comparison;
import dev.nextvec.data.AtomicFile;
import dev.nextvec.diagnose.Diagnosis;
import dev.nextvec.report.HtmlReport;
import dev.nextvec.report.JsonReport;
import dev.nextvec.report.MarkdownReport;
import dev.nextvec.report.TerminalReport;
import dev.nextvec.train.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
      names = "--diagnose",
      description =
          "also find out why the networks score as they do, for the page; what is known already is"
              + " shown anyway")
  boolean diagnose;

  @Mixin ComparingOptions comparing = new ComparingOptions();

  @Override
  public Outcome run(Console console, StopSignal stop) throws Exception {
    List<RunDirectory> found = comparing.find(runs);
    Comparison comparison = comparing.compare(found, console, stop);
    if (html != null) {
      List<Diagnosis> why = comparing.diagnoses(comparison, found, diagnose, console, stop);
      write(html, HtmlReport.of(comparison, why), console);
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
