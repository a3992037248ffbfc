package dev.nextvec.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A service for embeddings that answers, fails and misbehaves as a test asks it to. */
final class EmbeddingService implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  record Failure(int status, String body, Optional<String> retryAfter) {}

  final List<JsonNode> requests = Collections.synchronizedList(new ArrayList<>());
  final List<String> keys = Collections.synchronizedList(new ArrayList<>());
  final Deque<Failure> failures = new ArrayDeque<>();
  final List<String> targets = Collections.synchronizedList(new ArrayList<>());
  int dimension = 3;
  final List<String> apiKeys = Collections.synchronizedList(new ArrayList<>());
  String redirectTo = "";
  int mostTexts = Integer.MAX_VALUE;
  int tooMany = 413;
  UnaryOperator<String> spoiled = UnaryOperator.identity();
  final HttpServer server;

  EmbeddingService() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode request = JSON.readTree(exchange.getRequestBody());
      requests.add(request);
      keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      apiKeys.add(String.valueOf(exchange.getRequestHeaders().getFirst("api-key")));
      exchange.getResponseHeaders().set("Location", redirectTo);
      targets.add(exchange.getRequestURI().toString());
      Failure failure = failures.poll();
      if (failure == null && request.get("input").size() > mostTexts) {
        failure = new Failure(tooMany, "{\"error\": \"batch size too large\"}", Optional.empty());
      }
      if (failure != null && failure.status() == 0) {
        return; // the connection breaks
      }
      String body = failure == null ? spoiled.apply(embeddings(request)) : failure.body();
      if (failure != null) {
        failure.retryAfter().ifPresent(v -> exchange.getResponseHeaders().set("Retry-After", v));
      }
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(failure == null ? 200 : failure.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  /** Twice the unit vector of each text, in reverse order: the index must be honoured. */
  String embeddings(JsonNode request) {
    ObjectNode body = JSON.createObjectNode();
    var data = body.putArray("data");
    for (int i = request.get("input").size() - 1; i >= 0; i--) {
      float[] vector = FakeEncoder.vectorOf(request.get("input").get(i).asText());
      var embedding = data.addObject().put("index", i).putArray("embedding");
      for (int d = 0; d < dimension; d++) {
        embedding.add(2 * vector[d % 3]);
      }
    }
    return body.toString();
  }

  void fail(int status, String body) {
    failures.add(new Failure(status, body, Optional.empty()));
  }

  int port() {
    return server.getAddress().getPort();
  }
}
