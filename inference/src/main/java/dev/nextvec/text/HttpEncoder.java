package dev.nextvec.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.EncoderFingerprint;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/**
 * An embeddings service with the interface of OpenAI's {@code POST /v1/embeddings}, which Ollama,
 * TEI, vLLM and many others offer. Vectors are scaled to length 1. Refusals that may pass (408,
 * 429, 5xx, no connection, no answer in time) are tried again, waiting twice as long each time or
 * as long as the service asks.
 */
public final class HttpEncoder implements Encoder {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

  private final HttpEncoderOptions options;
  private final HttpClient client;
  private final URI endpoint;
  private final int dimension;
  private final EncoderFingerprint fingerprint;

  /**
   * Connects, and encodes the probe texts to learn the dimension.
   *
   * @throws IOException if the service cannot be reached or refuses
   */
  public HttpEncoder(HttpEncoderOptions options) throws IOException {
    this.options = options;
    this.endpoint = options.endpoint();
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(options.timeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    float[][] probes = request(Probes.TEXTS);
    this.dimension = probes[0].length;
    this.fingerprint = Probes.fingerprint(name(), "", probes);
  }

  @Override
  public String name() {
    return options.model() + " at " + endpoint.getAuthority();
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public EncoderFingerprint fingerprint() {
    return fingerprint;
  }

  @Override
  public void encode(List<String> texts, Sink sink) throws IOException {
    for (int start = 0; start < texts.size(); start += options.batch()) {
      List<String> batch = texts.subList(start, Math.min(texts.size(), start + options.batch()));
      float[][] vectors = request(batch);
      for (int i = 0; i < vectors.length; i++) {
        if (vectors[i].length != dimension) {
          throw new IOException(
              "%s gave a vector of %d numbers after ones of %d"
                  .formatted(endpoint, vectors[i].length, dimension));
        }
        sink.accept(start + i, vectors[i]);
      }
    }
  }

  private float[][] request(List<String> texts) throws IOException {
    ObjectNode body = JSON.createObjectNode().put("model", options.model());
    texts.forEach(body.putArray("input")::add);
    body.put("encoding_format", "float");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint)
            .timeout(options.timeout())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    options.apiKey().ifPresent(key -> request.header("Authorization", "Bearer " + key));
    return vectors(send(request.build()), texts.size());
  }

  private String send(HttpRequest request) throws IOException {
    Duration wait = options.firstWait();
    for (int attempt = 1; ; attempt++) {
      Answer answer = attempt(request);
      if (answer.status() == 200) {
        return answer.text();
      }
      if (!answer.mayPass()) {
        throw new IOException(endpoint + " " + answer.text() + advice(answer.status()));
      }
      if (attempt == options.attempts()) {
        throw new IOException(
            "%s %s (tried %d times); what is encoded so far is kept, run the command again to go on"
                .formatted(endpoint, answer.text(), attempt));
      }
      pause(answer.retryAfter().orElse(wait));
      wait = wait.multipliedBy(2);
    }
  }

  /** The body of a success, or what went wrong; status 0 is no answer at all. */
  private record Answer(int status, String text, Optional<Duration> retryAfter) {
    boolean mayPass() {
      return status == 0 || status == 408 || status == 429 || status >= 500;
    }
  }

  private Answer attempt(HttpRequest request) throws IOException {
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      int status = response.statusCode();
      return status == 200
          ? new Answer(status, response.body(), Optional.empty())
          : new Answer(
              status,
              "answered " + status + explanation(response.body()),
              response.headers().firstValue("Retry-After").flatMap(HttpEncoder::retryAfter));
    } catch (HttpTimeoutException e) {
      String text = "gave no answer within " + options.timeout().toSeconds() + " s";
      return new Answer(0, text, Optional.empty());
    } catch (ConnectException e) {
      return new Answer(0, "cannot be reached: is the service running?", Optional.empty());
    } catch (IOException e) {
      String text = "broke the connection: " + PlainText.collapse(String.valueOf(e.getMessage()));
      return new Answer(0, text, Optional.empty());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static void pause(Duration wait) throws IOException {
    try {
      Thread.sleep(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IOException("encoding was interrupted", e);
  }

  /** What {@code Retry-After} asks for: seconds or a date. */
  static Optional<Duration> retryAfter(String value) {
    try {
      return Optional.of(Duration.ofSeconds(Math.max(0, Long.parseLong(value.strip()))));
    } catch (NumberFormatException notSeconds) {
      try {
        Instant until =
            ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        Duration wait = Duration.between(Instant.now(), until);
        return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
      } catch (DateTimeParseException neither) {
        return Optional.empty();
      }
    }
  }

  private static String advice(int status) {
    return switch (status) {
      case 401, 403 -> "; check the API key";
      case 404 -> "; check the URL and the name of the model";
      case 400, 413, 422 -> "; the model's name may be wrong or the texts too long for it";
      default -> "";
    };
  }

  private static String explanation(String body) {
    String text = body;
    try {
      JsonNode error = JSON.readTree(body).path("error");
      text = error.isTextual() ? error.asText() : error.path("message").asText(body);
    } catch (JsonProcessingException e) {
      // not JSON: shown as it is
    }
    String line = PlainText.collapse(text);
    return line.isEmpty()
        ? ""
        : ": " + (line.length() > 200 ? line.substring(0, 200) + "..." : line);
  }

  private float[][] vectors(String body, int count) throws IOException {
    JsonNode data;
    try {
      data = JSON.readTree(body).path("data");
    } catch (JsonProcessingException e) {
      throw new IOException(endpoint + " answered with something that is not JSON", e);
    }
    if (data.size() != count) {
      throw new IOException(
          "%s gave %d embeddings for %d texts".formatted(endpoint, data.size(), count));
    }
    float[][] vectors = new float[count][];
    for (int i = 0; i < count; i++) {
      int index = data.get(i).path("index").asInt(i);
      JsonNode embedding = data.get(i).path("embedding");
      if (index < 0 || index >= count || vectors[index] != null || embedding.isEmpty()) {
        throw new IOException(endpoint + " gave no usable embedding for text " + index);
      }
      float[] vector = new float[embedding.size()];
      for (int d = 0; d < vector.length; d++) {
        vector[d] = embedding.get(d).floatValue();
      }
      try {
        vectors[index] = Vectors.normalize(vector);
      } catch (IllegalArgumentException e) {
        throw new IOException(endpoint + ": " + e.getMessage(), e);
      }
    }
    return vectors;
  }

  @Override
  public void close() {
    client.close();
  }
}
