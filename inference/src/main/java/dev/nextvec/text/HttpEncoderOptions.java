package dev.nextvec.text;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How to reach an embeddings service.
 *
 * @param url its address: {@code http://localhost:11434}, with or without {@code /v1/embeddings}
 * @param model name of the model there
 * @param apiKey sent as a bearer token
 * @param batch texts per request
 * @param timeout longest wait for one answer
 * @param attempts how often a request is tried in all
 * @param firstWait pause before the second attempt, doubled before each further one
 */
public record HttpEncoderOptions(
    URI url,
    String model,
    Optional<String> apiKey,
    int batch,
    Duration timeout,
    int attempts,
    Duration firstWait) {
  public HttpEncoderOptions {
    String scheme = String.valueOf(url.getScheme());
    if (!(scheme.equals("http") || scheme.equals("https")) || url.getHost() == null) {
      throw new IllegalArgumentException(
          "`encoder` URL must look like http://host:port but was " + url);
    }
    if (model.isBlank()) {
      throw new IllegalArgumentException(
          "an encoder URL needs the name of the model there (`encoder-model`)");
    }
    if (batch < 1 || attempts < 1) {
      throw new IllegalArgumentException(
          "`batch` and `attempts` must be positive but were " + batch + " and " + attempts);
    }
  }

  /** The usual: 32 texts a request, a minute's patience, six attempts starting after a second. */
  public static HttpEncoderOptions of(URI url, String model, Optional<String> apiKey) {
    return new HttpEncoderOptions(
        url, model, apiKey, 32, Duration.ofMinutes(1), 6, Duration.ofSeconds(1));
  }

  /** The address requests go to. */
  URI endpoint() {
    String text = url.toString().replaceAll("/+$", "");
    if (text.endsWith("/embeddings")) {
      return URI.create(text);
    }
    return URI.create(text.endsWith("/v1") ? text + "/embeddings" : text + "/v1/embeddings");
  }

  /** Leaves the key out. */
  @Override
  public String toString() {
    return "HttpEncoderOptions[" + model + " at " + endpoint() + "]";
  }
}
