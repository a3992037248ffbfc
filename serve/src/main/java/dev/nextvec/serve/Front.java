package dev.nextvec.serve;

import dev.nextvec.internal.json.MalformedJson;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Every request passes here: who asks, for what, whether there is room, and what came of it. */
final class Front extends Handler.Abstract {
  private final Service service;
  private final Routes routes;
  private final Doors doors;
  private final AccessLog log;
  private final ConnectionWatch connections;

  Front(Service service, Routes routes, Doors doors, AccessLog log, ConnectionWatch connections) {
    this.service = service;
    this.routes = routes;
    this.doors = doors;
    this.log = log;
    this.connections = connections;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = new Exchange(request, service.limits().request());
    Runnable idle = connections.busy(request);
    String path = "";
    Reply reply;
    try {
      doors.hosts().require(exchange);
      Optional<Reply> asked = doors.preflight(exchange);
      if (asked.isPresent()) {
        reply = asked.get();
      } else {
        Route route = routes.of(exchange);
        path = route.path();
        reply = answered(exchange, route);
      }
    } catch (Throwable failure) {
      reply = failed(failure, exchange);
    }
    if (reply.status() >= 400 && !isReceived(exchange, reply)) {
      reply = reply.with("Connection", "close");
    }
    long length = reply.body().length;
    if (!service.replies().take(length)) {
      reply = busy(exchange);
      length = 0;
    }
    long held = length;
    connections.answering(request);
    Runnable done =
        () -> {
          service.replies().giveBack(held);
          idle.run();
        };
    send(exchange, path, reply, response, Callback.from(callback, done));
    return true;
  }

  private Reply busy(Exchange exchange) {
    service.metrics().refused(Problem.Kind.MEMORY);
    String detail = "the server waits until others have taken their answers";
    return Problem.later(Problem.Kind.MEMORY, detail, Duration.ofSeconds(1)).reply(exchange.id());
  }

  /**
   * Whether all of a refused request is received, so that its connection can be used again. Who
   * asks whether to go on sending is told by the refusal; who sends too slowly was waited for.
   */
  private boolean isReceived(Exchange exchange, Reply refusal) {
    return exchange.header("Expect").isEmpty()
        && refusal.status() != Problem.Kind.SLOW_BODY.status
        && refusal.status() != Problem.Kind.DEADLINE.status
        && service.discard(exchange);
  }

  private Reply answered(Exchange exchange, Route route) throws Exception {
    doors.require(route, exchange);
    RequestForm.require(route, exchange);
    if (!route.operation().works()) {
      return route.handler().answer(exchange);
    }
    exchange.heedTimeout();
    return service.working(exchange, route);
  }

  /**
   * What to say of a failure: what is the client's fault in full, what is not without its insides.
   */
  private Reply failed(Throwable failure, Exchange exchange) {
    Problem problem =
        switch (failure) {
          case Problem known -> known;
          case MalformedJson malformed -> Problem.malformed(String.valueOf(malformed.getMessage()));
          case IllegalArgumentException wrong ->
              Problem.unprocessable(service.named(String.valueOf(wrong.getMessage())));
          case OutOfMemoryError memory ->
              Problem.later(
                  Problem.Kind.MEMORY,
                  "the server has no memory for this request now",
                  Duration.ofSeconds(1));
          default -> {
            service.told("request " + exchange.id() + " failed: " + failure);
            yield Problem.of(
                Problem.Kind.FAILED,
                "the server failed; its log says more, under the request's id");
          }
        };
    Reply reply = refusal(problem, exchange);
    if (reply.status() >= 400) { // who is sent to the form for the key is not refused
      service.metrics().refused(problem.kind());
    }
    return reply;
  }

  private Reply refusal(Problem problem, Exchange exchange) {
    return exchange.isOfBrowser()
        ? routes.page().refused(problem, exchange)
        : problem.reply(exchange.id());
  }

  private void send(
      Exchange exchange, String path, Reply reply, Response response, Callback callback) {
    response.setStatus(reply.status());
    HttpFields.Mutable headers = response.getHeaders();
    headers.put("Content-Type", reply.type());
    if (reply.feed().isEmpty()) {
      headers.put("Content-Length", reply.body().length);
    }
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Cache-Control", "no-store");
    headers.put("X-Request-Id", exchange.id());
    exchange.trace().ifPresent(trace -> headers.put(Exchange.TRACE, trace));
    reply.headers().forEach(headers::put);
    exchange.facts().forEach(headers::put);
    doors.allow(exchange).forEach(headers::put);
    times(exchange.timing()).forEach(headers::put);
    service.metrics().answered(path, reply.status(), exchange.timing());
    log.answered(exchange, reply);
    reply
        .feed()
        .ifPresent(
            feed ->
                service
                    .streams()
                    .send(feed, response, () -> connections.answering(exchange.request())));
    response.write(true, ByteBuffer.wrap(reply.body()), callback);
  }

  private static Map<String, String> times(Timing timing) {
    return Map.of(
        "X-Receive-Time", milliseconds(timing.receiving()),
        "X-Queue-Time", milliseconds(timing.waiting()),
        "X-Inference-Time", milliseconds(timing.computing()),
        "X-Total-Time", milliseconds(timing.total()));
  }

  static String milliseconds(long nanos) {
    long micros = nanos / 1000;
    String rest = Long.toString(1000 + micros % 1000);
    return micros / 1000 + "." + rest.substring(1); // four of them in every reply
  }
}
