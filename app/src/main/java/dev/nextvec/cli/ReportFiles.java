package dev.nextvec.cli;

import dev.nextvec.data.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Files that a report is written to, whole or not at all. */
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

  /** Writes what was asked for; nothing else is made. */
  void write(Form page, Form text, Console console) throws IOException {
    if (html != null) {
      write(html, page.make(), console);
    }
    if (markdown != null) {
      write(markdown, text.make(), console);
    }
  }

  /** Writes one file, with its folder. */
  static void write(Path file, String text, Console console) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    AtomicFile.writeString(file, text);
    console.log("Written: " + file);
  }
}
