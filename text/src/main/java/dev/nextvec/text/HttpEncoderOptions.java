package dev.nextvec.text;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How to reach an embeddings service.
 *
 * @param address where it is
 * @param model name of the model there
 * @param key sent with each request, unless the address has a user and both want one header
 * @param batch texts per request at most
 * @param timeout longest wait for one answer
 * @param attempts how often a request is tried in all
 * @param firstWait pause before the second attempt, doubled before each further one
 */
public record HttpEncoderOptions(
    ServiceAddress address,
    String model,
    Optional<ServiceKey> key,
    int batch,
    Duration timeout,
    int attempts,
    Duration firstWait) {
  public HttpEncoderOptions {
    if (model.isBlank()) {
      throw new IllegalArgumentException(
          "an encoder URL needs the name of the model there (`encoder-model`)");
    }
    if (batch < 1 || attempts < 1) {
      throw new IllegalArgumentException(
          "`encoder-batch` and `attempts` must be positive but were " + batch + " and " + attempts);
    }
    boolean taken = address.authorization().isPresent();
    key = key.filter(k -> !(taken && k.authorizes()));
  }

  /** The usual: 32 texts a request, a minute's patience, six attempts starting after a second. */
  public static HttpEncoderOptions of(
      ServiceAddress address, String model, Optional<ServiceKey> key) {
    return new HttpEncoderOptions(
        address, model, key, 32, Duration.ofMinutes(1), 6, Duration.ofSeconds(1));
  }

  /** The same with another number of texts per request. */
  public HttpEncoderOptions withBatch(int texts) {
    return new HttpEncoderOptions(address, model, key, texts, timeout, attempts, firstWait);
  }

  /** A text without the key, or any secret of the address. */
  String withoutSecrets(String text) {
    List<String> keys = new ArrayList<>();
    key.ifPresent(k -> keys.add(k.secret()));
    return new Secrets(keys).hide(address.secrets().hide(text));
  }

  /** Leaves the key out. */
  @Override
  public String toString() {
    return "HttpEncoderOptions[" + model + " at " + address + "]";
  }
}
