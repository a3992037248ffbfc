package dev.nextvec.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.wording.Beginning;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Request;

/** A line of JSON for each request. What clients send stands in none, nor a key. */
final class AccessLog {
  private static final int LONGEST = 200;
  private final Optional<Consumer<String>> lines;

  AccessLog(Optional<Consumer<String>> lines) {
    this.lines = lines;
  }

  void answered(Exchange exchange, Reply reply) {
    if (lines.isEmpty()) {
      return;
    }
    Timing timing = exchange.timing();
    ObjectNode line = Json.node().put("time", Instant.now().toString());
    line.put("request_id", exchange.id()).put("method", shortened(exchange.method()));
    line.put("path", shortened(exchange.path())).put("status", reply.status());
    line.put("client", Request.getRemoteAddr(exchange.request()));
    line.put("received_bytes", exchange.body().length).put("sent_bytes", reply.body().length);
    line.put("receive_ms", timing.receiving() / 1e6).put("queue_ms", timing.waiting() / 1e6);
    line.put("inference_ms", timing.computing() / 1e6).put("total_ms", timing.total() / 1e6);
    exchange
        .facts()
        .forEach(
            (name, value) ->
                line.put(name.substring(2).toLowerCase(Locale.ROOT).replace('-', '_'), value));
    exchange.trace().ifPresent(parent -> line.put(Exchange.TRACE, parent));
    try {
      lines.get().accept(line.toString());
    } catch (RuntimeException lost) {
      // A request is answered whether it can be noted or not.
    }
  }

  private static String shortened(String text) {
    return Beginning.of(text, LONGEST, "...");
  }
}
