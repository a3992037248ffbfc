package dev.nextvec.cli;

import dev.nextvec.internal.workflow.Entrants;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Parameters;

/** The runs and model packages a command is about. */
final class RunArguments {
  @Parameters(
      paramLabel = "RUN|MODEL",
      arity = "1..*",
      description = "run directory, a directory of run directories, or a model package")
  List<Path> paths = List.of();

  /**
   * The models meant, each once: what is named twice is told on the console.
   *
   * @throws IOException if an argument holds no model
   */
  Entrants find(Console console) throws IOException {
    return Entrants.find(paths, console::log);
  }
}
