package dev.nextvec.cli;

import dev.nextvec.internal.retrieval.IndexManifest;
import dev.nextvec.model.PredictionPrecision;
import dev.nextvec.serve.ServeSettings;
import dev.nextvec.serve.ServeSettings.EncoderChoice;
import dev.nextvec.serve.ServeSettings.Place;
import dev.nextvec.serve.ServeSettings.Shown;
import dev.nextvec.serve.ServeSettings.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nextvec serve}: models and indexes as a service. */
@picocli.CommandLine.Command(
    name = "serve",
    description = {
      "Answers over HTTP: predictions of models, what comes next in indexes, and vectors of texts."
          + " Texts need an encoder: the default one is loaded where something that is served was"
          + " made with it, unless --encoder names another. Ctrl-C ends it when the requests under"
          + " way are answered; a hangup signal opens everything anew. People find a page at /, and"
          + " programs the description of its interface at /docs.",
      ""
    },
    sortOptions = false)
final class ServeCommand implements Command {
  @Parameters(
      arity = "0..*",
      paramLabel = "[NAME=]MODEL|INDEX",
      description =
          "model packages, ONNX files, runs and indexes; clients call each by its name, or as its"
              + " file or folder is called (default: what `demo` made here)")
  List<String> sources = new ArrayList<>();

  @Option(
      names = "--host",
      paramLabel = "NAME",
      defaultValue = ServeSettings.HOST,
      description = "name or address to listen at, 0.0.0.0 for all (default: ${DEFAULT-VALUE})")
  String host = ServeSettings.HOST;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "" + ServeSettings.PORT,
      description = "port to listen at, 0 for any that is free (default: ${DEFAULT-VALUE})")
  @Bounds(from = 0, to = 65_535)
  int port = ServeSettings.PORT;

  @Option(
      names = "--unix-socket",
      paramLabel = "FILE",
      description =
          "listen at a socket of the file system instead, which its owner and group may use; one"
              + " that was left behind is replaced")
  @Nullable Path unixSocket;

  @Option(
      names = "--runs",
      paramLabel = "RUNS",
      description =
          "folder of runs that the page shows (default: those that `demo` made, where these are"
              + " served)")
  @Nullable Path runs;

  @Option(
      names = "--precision",
      paramLabel = "float32|bfloat16",
      defaultValue = "float32",
      description =
          "what the products of the runs are computed in, for processors made for bfloat16;"
              + " `evaluate RUN --precision bfloat16` measures what it costs and gains. An index"
              + " that is re-ranked by a run's predictions needs them in float32 (default:"
              + " ${DEFAULT-VALUE})")
  PredictionPrecision precision = PredictionPrecision.FLOAT32;

  @Mixin ShownOptions shown = new ShownOptions();
  @Mixin AccessOptions access = new AccessOptions();
  @Mixin ServeLimitOptions limits = new ServeLimitOptions();
  @Mixin ServeSizeOptions sizes = new ServeSizeOptions();

  @Option(
      names = "--no-encoder",
      description = "make no vectors of texts: clients send vectors, and no encoder is loaded")
  boolean noEncoder;

  @Mixin EncoderOptions encoder = EncoderOptions.besideOtherComputing();
  @Spec @Nullable CommandSpec spec;

  @Override
  public Outcome run(Console console, StopSignal stop) throws Exception {
    QuietLibraries.silence();
    try (RequestLog log = access.log(console)) {
      return new Serving(console, stop).run(settings(console, log.lines()));
    }
  }

  private ServeSettings settings(Console console, Optional<Consumer<String>> requests)
      throws Exception {
    Path demo = Path.of(DemoCommand.DIRECTORY);
    List<Source> served = inPrecision(sources.isEmpty() ? DemoServed.sources(demo) : named());
    Optional<Path> shownRuns =
        runs == null && sources.isEmpty()
            ? Optional.of(DemoServed.runs(demo))
            : Optional.ofNullable(runs);
    Shown all = shown.with(shownRuns);
    ServeSettings settings =
        WrongUsage.unless(() -> ServeSettings.of(served, all))
            .at(place())
            .with(sizes.with(limits.limits(), encoder.threads))
            .with(access.access())
            .with(encoderChoice())
            .logging(console::log, requests);
    return access.tls().map(settings::with).orElse(settings);
  }

  /** Indexes predict nothing; whatever else does not predict in it is refused when it is opened. */
  private List<Source> inPrecision(List<Source> all) {
    if (precision != PredictionPrecision.FLOAT32
        && all.stream().allMatch(each -> IndexManifest.isIn(each.path()))) {
      throw new WrongUsage("--precision is about runs, and none is served: leave it out");
    }
    return all.stream()
        .map(each -> IndexManifest.isIn(each.path()) ? each : each.in(precision))
        .toList();
  }

  private Place place() {
    if (unixSocket == null) {
      return new Place.Port(host, port);
    }
    new GivenOptions(spec)
        .refuse("has no effect with --unix-socket", List.of("--host", "--port", "--allowed-host"));
    return new Place.Socket(unixSocket);
  }

  private List<Source> named() {
    List<Source> named = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (String each : sources) {
      Source source = WrongUsage.unless(() -> source(each));
      if (!ids.add(source.id())) {
        throw new WrongUsage(
            "two of the arguments are called `%s`: give one another name, as NAME=%s"
                .formatted(source.id(), source.path()));
      }
      named.add(source);
    }
    return named;
  }

  private static Source source(String typed) {
    int equals = typed.indexOf('=');
    return equals > 0 && !Files.exists(TypedPath.of(typed))
        ? new Source(typed.substring(0, equals), TypedPath.of(typed.substring(equals + 1)))
        : Source.of(TypedPath.of(typed));
  }

  /** Threads compute, whether there is an encoder or not. */
  private EncoderChoice encoderChoice() {
    GivenOptions given = new GivenOptions(spec);
    if (noEncoder) {
      given.refuseAllOf(new EncoderOptions(), "has no effect with --no-encoder", "--threads");
      return new EncoderChoice.None();
    }
    if (given.has("--encoder")) {
      return new EncoderChoice.Given(encoder::open);
    }
    given.refuseAllOf(new EncoderOptions(), "has no effect without --encoder", "--threads");
    return new EncoderChoice.Fitting();
  }
}
