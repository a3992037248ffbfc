package dev.nextvec.serve;

import dev.nextvec.internal.json.MalformedJson;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Every request passes here: who asks, for what, whether there is room, and what came of it.
 *
 * <p>That is decided by the thread that reads requests, which waits for nothing; only who is let in
 * gets a thread. So those that are refused, however many, do not stand in a queue before those that
 * are worked on.
 */
final class Front extends Handler.Abstract.NonBlocking {
  private final Service service;
  private final Routes routes;
  private final Doors doors;
  private final AccessLog log;
  private final ConnectionWatch connections;
  private final Executor threads = Executors.newVirtualThreadPerTaskExecutor();

  Front(Service service, Routes routes, Doors doors, AccessLog log, ConnectionWatch connections) {
    this.service = service;
    this.routes = routes;
    this.doors = doors;
    this.log = log;
    this.connections = connections;
  }

  /** A request, and where its answer goes. */
  private record Turn(Exchange exchange, Response response, Callback callback, Runnable idle) {}

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = new Exchange(request, service.limits().request());
    Turn turn = new Turn(exchange, response, callback, connections.busy(request));
    try {
      doors.hosts().require(exchange);
      Optional<Reply> asked = doors.preflight(exchange);
      if (asked.isPresent()) {
        end(turn, "", asked.get());
      } else {
        Route route = routes.of(exchange);
        begin(turn, route);
      }
    } catch (Throwable failure) {
      refuse(turn, "", failure);
    }
    return true;
  }

  /** Decides about a request; what is let in is answered by a thread of its own. */
  private void begin(Turn turn, Route route) {
    try {
      doors.require(route, turn.exchange);
      if (route.operation().works()) {
        turn.exchange.heedTimeout();
        requireType(turn.exchange, route);
        Admission.Place place = service.admit();
        threads.execute(() -> work(turn, route, place));
      } else {
        threads.execute(() -> answer(turn, route));
      }
    } catch (Throwable failure) {
      refuse(turn, route.path(), failure);
    }
  }

  private void work(Turn turn, Route route, Admission.Place place) {
    Reply reply;
    try (place) {
      reply = service.working(turn.exchange, route);
    } catch (Throwable failure) {
      refuse(turn, route.path(), failure);
      return;
    }
    end(turn, route.path(), reply);
  }

  private void answer(Turn turn, Route route) {
    Reply reply;
    try {
      reply = route.handler().answer(turn.exchange);
    } catch (Throwable failure) {
      refuse(turn, route.path(), failure);
      return;
    }
    end(turn, route.path(), reply);
  }

  private void refuse(Turn turn, String path, Throwable failure) {
    end(turn, path, failed(failure, turn.exchange));
  }

  /**
   * Sends a reply; a refusal when all of its request is received, so that the connection can be
   * used again. Who asks whether to go on sending is told by the refusal; who sends too slowly was
   * waited for.
   */
  private void end(Turn turn, String path, Reply reply) {
    if (reply.status() < 400) {
      send(turn, path, reply);
      return;
    }
    boolean unread =
        turn.exchange.header("Expect").isPresent()
            || reply.status() == Problem.Kind.SLOW_BODY.status
            || reply.status() == Problem.Kind.DEADLINE.status;
    Request request = turn.exchange.request();
    Optional<Boolean> whole =
        unread ? Optional.of(false) : service.bodies().discardArrived(request);
    if (whole.isPresent()) {
      send(turn, path, lasting(reply, whole.get()));
    } else {
      threads.execute(() -> send(turn, path, lasting(reply, service.bodies().discard(request))));
    }
  }

  private static Reply lasting(Reply reply, boolean whole) {
    return whole ? reply : reply.with("Connection", "close");
  }

  /** Whatever goes wrong with one answer ends its connection alone. */
  private void send(Turn turn, String path, Reply reply) {
    try {
      sent(turn, path, reply);
    } catch (Throwable failure) {
      service.told("request " + turn.exchange.id() + " failed: " + failure);
      turn.callback.failed(failure);
    }
  }

  private Reply busy(Exchange exchange) {
    service.metrics().refused(Problem.Kind.OVERLOADED);
    String detail = "the server waits until others have taken their answers";
    return Problem.later(Problem.Kind.OVERLOADED, detail, Duration.ofSeconds(1))
        .reply(exchange.id());
  }

  private static void requireType(Exchange exchange, Route route) {
    String type = exchange.contentType();
    if (route.operation().takes().isEmpty()) {
      return;
    }
    boolean binary = route.operation().binary() && type.equals(Infer.BINARY);
    if (!type.equals(Reply.JSON) && !binary) {
      throw Problem.of(
          Problem.Kind.WRONG_TYPE,
          "the header Content-Type must be %s%s"
              .formatted(Reply.JSON, route.operation().binary() ? " or " + Infer.BINARY : ""));
    }
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
                  Problem.Kind.OVERLOADED,
                  "the server has no memory for this request now",
                  Duration.ofSeconds(1));
          default -> {
            service.told("request " + exchange.id() + " failed: " + failure);
            yield Problem.of(
                Problem.Kind.FAILED,
                "the server failed; its log says more, under the request's id");
          }
        };
    service.metrics().refused(problem.kind());
    return refusal(problem, exchange);
  }

  private Reply refusal(Problem problem, Exchange exchange) {
    return exchange.isOfBrowser()
        ? routes.page().refused(problem, exchange)
        : problem.reply(exchange.id());
  }

  private void sent(Turn turn, String path, Reply wanted) {
    Exchange exchange = turn.exchange;
    boolean room = service.replies().take(wanted.body().length);
    Reply reply = room ? wanted : busy(exchange);
    long held = room ? wanted.body().length : 0;
    connections.answering(exchange.request());
    Runnable done =
        () -> {
          service.replies().giveBack(held);
          turn.idle.run();
        };
    head(exchange, reply, turn.response);
    service.metrics().answered(path, reply.status(), exchange.timing());
    log.answered(exchange, reply);
    reply
        .feed()
        .ifPresent(
            feed ->
                service
                    .streams()
                    .send(feed, turn.response, () -> connections.answering(exchange.request())));
    turn.response.write(true, ByteBuffer.wrap(reply.body()), Callback.from(turn.callback, done));
  }

  private void head(Exchange exchange, Reply reply, Response response) {
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
  }

  private static Map<String, String> times(Timing timing) {
    return Map.of(
        "X-Queue-Time", milliseconds(timing.waiting()),
        "X-Inference-Time", milliseconds(timing.computing()),
        "X-Total-Time", milliseconds(timing.total()));
  }

  static String milliseconds(long nanos) {
    long micros = nanos / 1000;
    return "%d.%03d".formatted(micros / 1000, micros % 1000);
  }
}
