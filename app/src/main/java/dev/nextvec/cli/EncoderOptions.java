package dev.nextvec.cli;

import dev.nextvec.text.DefaultEncoder;
import dev.nextvec.text.Encoder;
import dev.nextvec.text.HttpEncoder;
import dev.nextvec.text.HttpEncoderOptions;
import dev.nextvec.text.SentenceTransformerDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which encoder turns text into vectors. */
final class EncoderOptions {
  @Option(
      names = "--encoder",
      paramLabel = "default|DIR|URL",
      defaultValue = "default",
      description =
          "`default` (MiniLM and BGE-small side by side, 768 numbers), a sentence-transformers"
              + " directory with an ONNX model, or the URL of an OpenAI-compatible service"
              + " (default: ${DEFAULT-VALUE})")
  String encoder = "default";

  @Option(
      names = "--encoder-model",
      paramLabel = "NAME",
      description = "name of the model behind a URL")
  @Nullable String model;

  @Option(
      names = "--api-key-variable",
      paramLabel = "NAME",
      defaultValue = "OPENAI_API_KEY",
      description =
          "environment variable that holds the service's key, if it needs one (default:"
              + " ${DEFAULT-VALUE})")
  String keyVariable = "OPENAI_API_KEY";

  @Option(
      names = "--encoder-batch",
      paramLabel = "N",
      defaultValue = "32",
      description = "texts in one request to a service (default: ${DEFAULT-VALUE})")
  @Bounds(from = 1, to = 10_000)
  int batch;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "threads of the encoder (default: one for each processor)")
  @Bounds(from = 0, to = 1024)
  int threads;

  /**
   * Loads it.
   *
   * @throws IOException if it cannot be loaded or reached
   */
  Encoder open() throws IOException {
    int count = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    if (encoder.equals("default")) {
      return DefaultEncoder.open(count);
    }
    return encoder.startsWith("http://") || encoder.startsWith("https://")
        ? new HttpEncoder(service())
        : SentenceTransformerDirectory.open(Path.of(encoder), count);
  }

  private HttpEncoderOptions service() {
    HttpEncoderOptions usual =
        HttpEncoderOptions.of(
            URI.create(encoder),
            model == null ? "" : model,
            Optional.ofNullable(System.getenv(keyVariable)).filter(key -> !key.isBlank()));
    return new HttpEncoderOptions(
        usual.url(),
        usual.model(),
        usual.apiKey(),
        batch,
        usual.timeout(),
        usual.attempts(),
        usual.firstWait());
  }
}
