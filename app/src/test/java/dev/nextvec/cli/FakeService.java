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

  /** From now on lets every request wait, in milliseconds. */
  void answerAfter(int milliseconds) {
    delay.set(milliseconds);
  }

  private void answer(HttpExchange exchange) throws IOException {
    LockSupport.parkNanos(1_000_000L * delay.get());
    JsonNode request = JSON.readTree(exchange.getRequestBody());
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
    byte[] bytes = JSON.writeValueAsBytes(response);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    try (exchange) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
