package dev.nextvec.serve;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nextvec.internal.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks a server. */
record Client(String url, HttpClient http) {
  Client(ModelServer server) {
    this(server.url(), HttpClient.newHttpClient());
  }

  /** What came back. */
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(HttpResponse<byte[]> response) {
    int status() {
      return response.statusCode();
    }

    String text() {
      return new String(response.body(), java.nio.charset.StandardCharsets.UTF_8);
    }

    JsonNode json() throws IOException {
      return JsonValue.parse(response.body(), "the reply").node();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    String detail() throws IOException {
      return json().path("detail").asText();
    }
  }

  Answer get(String path, String... headers) throws Exception {
    return send(request(path, headers).GET().build());
  }

  Answer post(String path, String json, String... headers) throws Exception {
    return send(
        request(path, headers)
            .setHeader("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build());
  }

  Answer post(String path, byte[] body, String... headers) throws Exception {
    return send(request(path, headers).POST(BodyPublishers.ofByteArray(body)).build());
  }

  HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(60));
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return request;
  }

  Answer send(HttpRequest request) throws Exception {
    return new Answer(http.send(request, BodyHandlers.ofByteArray()));
  }
}
