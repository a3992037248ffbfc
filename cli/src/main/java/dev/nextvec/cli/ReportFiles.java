package dev.nextvec.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Files that a report is written to, whole or not at all, once it has been printed. */
final class ReportFiles {
  @Option(names = "--html", paramLabel = "FILE", description = "write the report as one page")
  @Nullable Path html;

  @Option(names = "--markdown", paramLabel = "FILE", description = "write the report as Markdown")
  @Nullable Path markdown;

  /** Makes a report in one form. */
  @FunctionalInterface
  interface Form {
    String make() throws IOException;
  }

  /** Where what was asked for goes. */
  List<Path> places() {
    return Stream.of(Optional.ofNullable(html), Optional.ofNullable(markdown))
        .flatMap(Optional::stream)
        .toList();
  }

  /** Makes what was asked for, and nothing else. */
  List<ReportFile> make(Form page, Form text) throws IOException {
    List<ReportFile> files = new ArrayList<>();
    if (html != null) {
      files.add(new ReportFile(html, page.make()));
    }
    if (markdown != null) {
      files.add(new ReportFile(markdown, text.make()));
    }
    return files;
  }
}
