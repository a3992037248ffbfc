package dev.nextvec.internal.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A service for embeddings of three numbers that takes its time. */
final class SlowService implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private volatile int millis;
  private Stall stall = Stall.NONE;

  /** A request that takes longer than others. */
  private record Stall(String text, int millis) {
    static final Stall NONE = new Stall("", 0);
  }

  SlowService() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** How long a request takes. */
  void delay(int wanted) {
    millis = wanted;
  }

  /** How much longer the next request takes that has a text. */
  synchronized void stallOnce(String text, int longer) {
    stall = new Stall(text, longer);
  }

  private synchronized int longer(JsonNode input) {
    for (JsonNode text : input) {
      if (text.asText().equals(stall.text())) {
        int more = stall.millis();
        stall = Stall.NONE;
        return more;
      }
    }
    return 0;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode input = JSON.readTree(exchange.getRequestBody()).get("input");
      TimeUnit.MILLISECONDS.sleep(millis + longer(input));
      ObjectNode body = JSON.createObjectNode();
      ArrayNode data = body.putArray("data");
      for (int i = 0; i < input.size(); i++) {
        int hash = input.get(i).asText().hashCode();
        data.addObject()
            .put("index", i)
            .putArray("embedding")
            .add(1)
            .add((hash & 0xffff) / 65536f)
            .add((hash >> 16 & 0xffff) / 65536f);
      }
      byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
