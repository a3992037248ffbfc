package dev.nextvec.cli;

import dev.nextvec.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Files for spreadsheets and papers, written like {@link ReportFiles}. */
final class TableFiles {
  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "write every row as comma-separated values, in full precision")
  @Nullable Path csv;

  @Option(
      names = "--latex",
      paramLabel = "FILE",
      description = "write the table for a LaTeX document that loads booktabs")
  @Nullable Path latex;

  /** Makes sure, before any long work, that there is a place for what was asked for. */
  void requirePlaces() throws IOException {
    if (csv != null) {
      ReportFile.requirePlace(csv);
    }
    if (latex != null) {
      ReportFile.requirePlace(latex);
    }
  }

  /** Makes what was asked for, and nothing else. */
  List<ReportFile> make(Report report) {
    List<ReportFile> files = new ArrayList<>();
    if (csv != null) {
      files.add(new ReportFile(csv, report.csv()));
    }
    if (latex != null) {
      files.add(new ReportFile(latex, report.latex()));
    }
    return files;
  }
}
