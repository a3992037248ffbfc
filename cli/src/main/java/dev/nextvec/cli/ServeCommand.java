package dev.nextvec.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.nextvec.compare.Figures;
import dev.nextvec.serve.ModelServer;
import dev.nextvec.serve.ServeSettings;
import dev.nextvec.serve.ServeSettings.EncoderChoice;
import dev.nextvec.serve.ServeSettings.Place;
import dev.nextvec.serve.ServeSettings.Source;
import java.io.IOException;
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
          + " way are answered; a hangup signal opens everything anew. Its interface is described"
          + " at /docs.",
      ""
    },
    sortOptions = false)
final class ServeCommand implements Command {
  private static final long POLL_MILLIS = 100;

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

  @Mixin AccessOptions access = new AccessOptions();
  @Mixin ServeLimitOptions limits = new ServeLimitOptions();

  @Option(
      names = "--access-log",
      paramLabel = "FILE|-",
      description = "append a line of JSON for each request; - for standard error")
  @Nullable String accessLog;

  @Option(
      names = "--no-encoder",
      description = "make no vectors of texts: clients send vectors, and no encoder is loaded")
  boolean noEncoder;

  @Mixin EncoderOptions encoder = new EncoderOptions();
  @Spec @Nullable CommandSpec spec;

  @Override
  public Outcome run(Console console, StopSignal stop) throws Exception {
    QuietLucene.silence();
    long began = System.nanoTime();
    try (RequestLog log = RequestLog.open(accessLog, console)) {
      ServeSettings settings = settings(console, log.lines());
      try (ModelServer server = ModelServer.start(settings)) {
        console.log("listening at " + server.url() + ", loading");
        server.load();
        stop.onHangup(() -> reload(server));
        console.log("serving " + server.served());
        console.log(
            "ready after %s; see %s"
                .formatted(
                    Figures.duration((System.nanoTime() - began) / 1e9),
                    unixSocket == null ? server.url() + "/docs" : "/docs there"));
        while (!stop.requested()) {
          Thread.sleep(POLL_MILLIS);
        }
        boolean all = server.drain();
        return outcome(all, (System.nanoTime() - began) / 1e9);
      }
    }
  }

  /** What went wrong has been told, and what was served is. */
  private static void reload(ModelServer server) {
    try {
      server.reload();
    } catch (IOException | RuntimeException e) {
      // The server's log says why.
    }
  }

  private static Outcome outcome(boolean all, double seconds) {
    String left = all ? "every request was answered" : "some requests were not answered in time";
    return Outcome.done(
        () -> "ended after %s; %s".formatted(Figures.duration(seconds), left),
        () ->
            JsonNodeFactory.instance.objectNode().put("seconds", seconds).put("all_answered", all));
  }

  private ServeSettings settings(Console console, Optional<Consumer<String>> requests)
      throws Exception {
    List<Source> served =
        sources.isEmpty() ? DemoServed.sources(Path.of(DemoCommand.DIRECTORY)) : named();
    ServeSettings settings =
        WrongUsage.unless(() -> ServeSettings.of(served))
            .at(place())
            .with(limits.limits(encoder.threads))
            .with(access.access())
            .with(encoderChoice())
            .logging(console::log, requests);
    return access.tls().map(settings::with).orElse(settings);
  }

  private Place place() {
    if (unixSocket == null) {
      return new Place.Port(host, port);
    }
    new GivenOptions(spec).refuse("has no effect with --unix-socket", List.of("--host", "--port"));
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
    return equals > 0 && !Files.exists(Path.of(typed))
        ? new Source(typed.substring(0, equals), Path.of(typed.substring(equals + 1)))
        : Source.of(Path.of(typed));
  }

  private EncoderChoice encoderChoice() {
    boolean named = new GivenOptions(spec).has("--encoder");
    if (noEncoder) {
      new GivenOptions(spec).refuseAllOf(new EncoderOptions(), "has no effect with --no-encoder");
      return new EncoderChoice.None();
    }
    return named ? new EncoderChoice.Given(encoder::open) : new EncoderChoice.Fitting();
  }
}
