package dev.nextvec.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** An OpenAI-compatible embeddings service that gives every text a vector of its own. */
final class FakeService implements AutoCloseable {
  static final int DIM = 8;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final AtomicInteger texts = new AtomicInteger();
  private final AtomicInteger delay = new AtomicInteger();
  private final List<String> authorizations = Collections.synchronizedList(new ArrayList<>());
  private volatile int refusal;

  FakeService() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/embeddings", this::answer);
    server.start();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** Texts encoded so far. */
  int texts() {
    return texts.get();
  }

  /**
   * What stood in the header {@code Authorization} of each request; "none" where it was missing.
   */
  List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  /** From now on refuses everything with this status, and repeats what it was sent. */
  void refuse(int status) {
    refusal = status;
  }

  /** From now on lets every request wait, in milliseconds. */
  void answerAfter(int milliseconds) {
    delay.set(milliseconds);
  }

  private void answer(HttpExchange exchange) throws IOException {
    LockSupport.parkNanos(1_000_000L * delay.get());
    JsonNode request = JSON.readTree(exchange.getRequestBody());
    String key = exchange.getRequestHeaders().getFirst("Authorization");
    authorizations.add(key == null ? "none" : key);
    if (refusal != 0) {
      String words = "not with " + key + " at " + exchange.getRequestURI();
      send(exchange, refusal, JSON.createObjectNode().put("error", words));
      return;
    }
    ObjectNode response = JSON.createObjectNode();
    ArrayNode data = response.putArray("data");
    for (JsonNode text : request.path("input")) {
      ObjectNode item = data.addObject().put("index", data.size() - 1);
      ArrayNode vector = item.putArray("embedding");
      Random random = new Random(text.asText().hashCode());
      for (int d = 0; d < DIM; d++) {
        vector.add(random.nextGaussian());
      }
      texts.incrementAndGet();
    }
    send(exchange, 200, response);
  }

  private static void send(HttpExchange exchange, int status, ObjectNode body) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (exchange) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
