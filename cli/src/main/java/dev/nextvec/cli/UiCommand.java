package dev.nextvec.cli;

import dev.nextvec.internal.onnx.ModelPackage;
import dev.nextvec.internal.retrieval.IndexManifest;
import dev.nextvec.serve.ServeSettings;
import dev.nextvec.serve.ServeSettings.EncoderChoice;
import dev.nextvec.serve.ServeSettings.Shown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nextvec ui}: the page for a folder of runs. */
@picocli.CommandLine.Command(
    name = "ui",
    description = {
      "Shows a folder of runs as a page in the browser: how they compare, how trainings go on, and"
          + " the data. It is the page of `serve`, without a model that is served. Ctrl-C ends it.",
      ""
    },
    sortOptions = false)
final class UiCommand implements Command {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "RUNS",
      description =
          "folder of runs, which may still be empty (default: the runs that `demo` made here)")
  @Nullable Path runs;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "PACKAGE",
      description = "model packages to compare with the runs, where `compare` tested them")
  List<Path> packages = new ArrayList<>();

  @Option(
      names = "--index",
      paramLabel = "INDEX",
      description =
          "index whose searches stand beside, where `compare` or `evaluate` measured them")
  @Nullable Path index;

  @Mixin ShownOptions shown = new ShownOptions();

  @Option(
      names = "--host",
      paramLabel = "NAME",
      defaultValue = ServeSettings.HOST,
      description = "name or address to listen at, 0.0.0.0 for all (default: ${DEFAULT-VALUE})")
  String host = ServeSettings.HOST;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "port to listen at (default: any that is free)")
  @Bounds(from = 0, to = 65_535)
  int port = 0;

  @Mixin AccessOptions access = new AccessOptions();
  @Mixin ServeLimitOptions limits = new ServeLimitOptions();

  @Override
  public Outcome run(Console console, StopSignal stop) throws Exception {
    try (RequestLog log = access.log(console)) {
      return new Serving(console, stop).run(settings(console, log.lines()));
    }
  }

  private ServeSettings settings(Console console, Optional<Consumer<String>> requests)
      throws IOException {
    requireKinds();
    Shown all = shown.with(Optional.of(runs())).beside(packages, Optional.ofNullable(index));
    ServeSettings settings =
        ServeSettings.of(List.of(), all)
            .at(host, port)
            .with(limits.limits())
            .with(access.access())
            .with(new EncoderChoice.None())
            .logging(console::log, requests);
    return access.tls().map(settings::with).orElse(settings);
  }

  private void requireKinds() throws IOException {
    for (Path each : packages) {
      if (!ModelPackage.isAt(each)) {
        throw new IOException(
            "%s is no model package: after the folder of runs come packages that `nextvec export` made"
                .formatted(each));
      }
    }
    if (index != null && !IndexManifest.isIn(index)) {
      throw new IOException("%s is no index: `nextvec index` makes one".formatted(index));
    }
  }

  private Path runs() {
    if (runs != null) {
      return runs;
    }
    Path demo = DemoServed.runs(Path.of(DemoCommand.DIRECTORY));
    if (!Files.isDirectory(demo)) {
      throw new WrongUsage(
          "name a folder of runs; or run `demo` in this folder first, and then `ui` shows what that"
              + " made");
    }
    return demo;
  }
}
