package dev.nextvec.cli;

import dev.nextvec.compare.Comparison;
import dev.nextvec.internal.report.HtmlReport;
import dev.nextvec.internal.report.JsonReport;
import dev.nextvec.internal.report.MarkdownReport;
import dev.nextvec.internal.report.TerminalReport;
import dev.nextvec.internal.workflow.Entrants;
import dev.nextvec.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nextvec compare}: runs and baselines in one table. */
@picocli.CommandLine.Command(
    name = "compare",
    description =
        "Puts runs and model packages into one table with each other and with every baseline, all"
            + " measured on the same test rows, and says which differences are real.",
    sortOptions = false)
final class CompareCommand implements Command {
  @Mixin ReportFiles files = new ReportFiles();
  @Mixin TableFiles tables = new TableFiles();

  @Option(
      names = "--diagnose",
      description =
          "also find out why the networks score as they do, for the page; what is known already is"
              + " shown anyway")
  boolean diagnose;

  @Mixin ComparingOptions comparing = new ComparingOptions();

  @Override
  public Outcome run(Console console, StopSignal stop) throws Exception {
    comparing.folds.refuseBeside("--diagnose", diagnose);
    if (diagnose && files.html == null) {
      throw new WrongUsage("--diagnose is for the page: add --html FILE, or leave it out");
    }
    ReportFile.requirePlaces(
        Stream.concat(files.places().stream(), tables.places().stream()).toList());
    Entrants found = comparing.find(console);
    try (RankingEngine engine = comparing.engine(console, stop)) {
      return compared(found, engine, console, stop);
    }
  }

  @Override
  public String stopped() {
    return comparing.stopped();
  }

  private Outcome compared(Entrants found, RankingEngine engine, Console console, StopSignal stop)
      throws Exception {
    Comparison comparison = comparing.compare(found, engine, console, stop);
    Report report = Report.of(comparison);
    List<ReportFile> written =
        new ArrayList<>(
            files.make(
                () -> {
                  ComparingOptions.Why why =
                      comparing.why(comparison, found, diagnose, engine, console, stop);
                  return HtmlReport.of(report, why.networks(), why.foreign());
                },
                () -> MarkdownReport.of(report)));
    written.addAll(tables.make(report));
    return Outcome.done(
            () -> TerminalReport.of(report, console.outColumns(), console.outHasColours()),
            () -> JsonReport.node(report))
        .with(written);
  }
}
