package dev.nextvec.cli;

import dev.nextvec.report.Report;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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

  /** Where what was asked for goes. */
  List<Path> places() {
    return Stream.of(Optional.ofNullable(csv), Optional.ofNullable(latex))
        .flatMap(Optional::stream)
        .toList();
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
