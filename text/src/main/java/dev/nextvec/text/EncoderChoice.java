package dev.nextvec.text;

import dev.nextvec.internal.wording.Setting;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which encoder turns text into vectors, said in words that mean the same on every machine; a
 * service's key is taken from the environment of the machine that opens it.
 *
 * @param encoder {@code default}, a sentence-transformers directory, or the URL of a service
 * @param model name of the model behind a URL; may be empty
 * @param keyVariable environment variable that holds the service's key
 * @param keyHeader header that the service wants it in
 * @param batch texts in one request to a service
 * @param threads cores to use; 0 for all that there are
 * @param precision of an encoder that computes here
 */
public record EncoderChoice(
    String encoder,
    String model,
    String keyVariable,
    String keyHeader,
    int batch,
    int threads,
    PrecisionChoice precision)
    implements Serializable {
  /** The encoder that comes with the library. */
  public static final String DEFAULT = "default";

  /** Environment variable that holds a service's key unless another is named. */
  public static final String KEY_VARIABLE = "OPENAI_API_KEY";

  /** The encoder that comes with the library, on all cores, in float32. */
  public static EncoderChoice standard() {
    return new EncoderChoice(
        DEFAULT, "", KEY_VARIABLE, "Authorization", 32, 0, PrecisionChoice.FLOAT32);
  }

  /** The encoder of a directory, with all else the same. */
  public EncoderChoice at(Path directory) {
    return new EncoderChoice(
        directory.toString(), model, keyVariable, keyHeader, batch, threads, precision);
  }

  /** The same with so many threads, where it leaves them open. */
  public EncoderChoice withThreadsOrElse(int available) {
    return threads > 0
        ? this
        : new EncoderChoice(encoder, model, keyVariable, keyHeader, batch, available, precision);
  }

  /**
   * Loads it.
   *
   * @param told what was decided and why, where there was something to decide
   * @throws IllegalArgumentException if an address or a key's name makes no sense
   * @throws IOException if it cannot be loaded or reached
   */
  public Encoder open(Consumer<String> told) throws IOException {
    int count = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    if (encoder.equals(DEFAULT)) {
      return DefaultEncoder.open(count, precision, told);
    }
    return isAddress()
        ? new HttpEncoder(service())
        : SentenceTransformerDirectory.open(Path.of(encoder), count, precision, told);
  }

  /**
   * Makes sure that it makes sense, without loading anything.
   *
   * @throws IllegalArgumentException if not
   */
  public void check() {
    if (isLocal()) {
      return;
    }
    if (precision != PrecisionChoice.FLOAT32) {
      throw new IllegalArgumentException(
          Setting.PRECISION + ": an encoder behind a URL chooses its own");
    }
    service();
  }

  /** Whether it computes where it is opened, so that its precision can be chosen. */
  public boolean isLocal() {
    return encoder.equals(DEFAULT) || !isAddress();
  }

  /** Whether it is meant as a URL, well-formed or not: only as such are its secrets hidden. */
  private boolean isAddress() {
    return encoder.contains("://")
        || (encoder.matches("(?i)\\s*https?:.*|.*@.*") && !Files.isDirectory(Path.of(encoder)));
  }

  private HttpEncoderOptions service() {
    ServiceAddress address = ServiceAddress.of(encoder);
    @Nullable String found = System.getenv(keyVariable);
    if (found == null && !keyVariable.equals(KEY_VARIABLE)) {
      throw new IllegalArgumentException(
          "there is no environment variable `%s` (%s)"
              .formatted(keyVariable, Setting.API_KEY_VARIABLE));
    }
    Optional<ServiceKey> key = ServiceKey.of(keyVariable, keyHeader, found == null ? "" : found);
    return HttpEncoderOptions.of(address, model, key).withBatch(batch);
  }
}
