package dev.nextvec.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.nextvec.compare.Figures;
import dev.nextvec.serve.ModelServer;
import dev.nextvec.serve.ServeSettings;
import java.io.IOException;

/** A server from its start until it is told to end. */
final class Serving {
  private static final long POLL_MILLIS = 100;

  private final Console console;
  private final StopSignal stop;

  Serving(Console console, StopSignal stop) {
    this.console = console;
    this.stop = stop;
  }

  Outcome run(ServeSettings settings) throws Exception {
    long began = System.nanoTime();
    try (ModelServer server = ModelServer.start(settings)) {
      console.log("listening at " + server.url() + ", loading");
      server.load();
      stop.onHangup(() -> reload(server));
      if (!settings.sources().isEmpty()) {
        console.log("serving " + server.served());
      }
      String took = Figures.duration((System.nanoTime() - began) / 1e9);
      String then =
          server.url().startsWith("unix:")
              ? "it speaks HTTP at that socket alone"
              : "open %s/ in a browser".formatted(server.url());
      console.log("ready after %s; %s".formatted(took, then));
      while (!stop.requested()) {
        Thread.sleep(POLL_MILLIS);
      }
      boolean all = server.drain();
      return outcome(all, (System.nanoTime() - began) / 1e9);
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
}
