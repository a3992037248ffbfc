package dev.nextvec.cli;

import dev.nextvec.serve.ServeSettings.Shown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the page shows of trainings and data. */
final class ShownOptions {
  @Option(
      names = "--data",
      paramLabel = "DATASET",
      converter = DatasetPath.Here.class,
      description = "dataset that the page shows (default: the one of the runs)")
  @Nullable Path data;

  @Option(
      names = "--allow-control",
      description = "let whoever may see the page stop a training from it")
  boolean control;

  /**
   * With these runs.
   *
   * @throws IOException if a folder that was named is none
   */
  Shown with(Optional<Path> runs) throws IOException {
    if (control && runs.isEmpty()) {
      throw new WrongUsage(
          "`--allow-control` has no effect without runs: name their folder with --runs, or leave it"
              + " out");
    }
    if (runs.isPresent()) {
      requireFolder("runs", runs.get());
    }
    if (data != null) {
      requireFolder("a dataset", data);
    }
    return new Shown(runs, Optional.ofNullable(data), control);
  }

  private static void requireFolder(String what, Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      throw new IOException(
          "%s %s: %s must be a folder"
              .formatted(path, Files.exists(path) ? "is a file" : "does not exist", what));
    }
  }
}
