package dev.nextvec.examples;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks a server that {@code nextvec serve} started, with nothing but Java itself. */
public final class AskServer {
  private static final int BUSY = 429;
  private static final int TRIES = 5;

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI server;

  /** Will ask the server at an address such as {@code http://127.0.0.1:8080}. */
  public AskServer(URI server) {
    this.server = server;
  }

  /**
   * What should come next, as JSON.
   *
   * @param body such as {@code {"text": "the last few sentences", "top_k": 3}}
   * @throws IOException if the server refuses the request, saying why
   */
  public String retrieve(String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/v1/retrieve"))
            .header("Content-Type", "application/json")
            .header("X-Request-Timeout", "5")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    for (int i = 1; i < TRIES && answer.statusCode() == BUSY; i++) {
      Thread.sleep(Duration.ofSeconds(wait(answer)));
      answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    }
    if (answer.statusCode() != 200) {
      throw new IOException(answer.body());
    }
    return answer.body();
  }

  private static long wait(HttpResponse<String> answer) {
    return answer.headers().firstValueAsLong("Retry-After").orElse(1);
  }
}
