package dev.nextvec.cli;

import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.workflow.RunTester;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Parameters;

/** The runs a command is about. */
final class RunArguments {
  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description = "run directory, or a directory of run directories")
  List<Path> paths = List.of();

  /**
   * The runs meant, each once: what is named twice is told on the console.
   *
   * @throws IOException if an argument holds no run
   */
  List<RunDirectory> find(Console console) throws IOException {
    return RunTester.find(paths, console::log);
  }
}
