package dev.nextvec.cli;

import dev.nextvec.text.Encoder;
import dev.nextvec.text.EncoderChoice;
import dev.nextvec.text.PrecisionChoice;
import dev.nextvec.text.ServiceKey;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which encoder turns text into vectors. */
final class EncoderOptions {
  /** Takes an address with a password, and repeats none: {@link EncoderChoice}. */
  static final String NAME = "--encoder";

  private static final List<String> OF_SERVICES =
      List.of("--encoder-model", "--api-key-variable", "--encoder-key-header", "--encoder-batch");

  @Option(
      names = NAME,
      paramLabel = "default|DIR|URL",
      defaultValue = "default",
      description =
          "`default` (MiniLM and BGE-small side by side, 768 numbers), a sentence-transformers"
              + " directory with an ONNX model, or the URL of an OpenAI-compatible service; a user"
              + " and password in it are sent, never recorded"
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
      defaultValue = EncoderChoice.KEY_VARIABLE,
      description =
          "environment variable that holds the service's key, if it needs one (default:"
              + " ${DEFAULT-VALUE})")
  String keyVariable = EncoderChoice.KEY_VARIABLE;

  @Option(
      names = "--encoder-key-header",
      paramLabel = "NAME",
      defaultValue = ServiceKey.AUTHORIZATION,
      description =
          "header that the service wants its key in, such as api-key (default: ${DEFAULT-VALUE}, as"
              + " a bearer token)")
  String keyHeader = ServiceKey.AUTHORIZATION;

  @Option(
      names = "--encoder-batch",
      paramLabel = "N",
      defaultValue = "32",
      description =
          "texts in one request to a service, fewer where it wants that (default:"
              + " ${DEFAULT-VALUE})")
  @Bounds(from = 1, to = 10_000)
  int batch;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "threads of the encoder (default: one for each processor)")
  @Bounds(from = 0, to = 1024)
  int threads;

  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec command;

  private boolean threadsComputeMore;

  /** Of a command whose threads compute whether it has an encoder or not. */
  static EncoderOptions besideOtherComputing() {
    EncoderOptions options = new EncoderOptions();
    options.threadsComputeMore = true;
    return options;
  }

  /**
   * Loads it.
   *
   * @throws IOException if it cannot be loaded or reached
   */
  Encoder open() throws IOException {
    return open(PrecisionChoice.FLOAT32, line -> {});
  }

  /**
   * Loads it in a precision.
   *
   * @param told what was decided and why, where there was something to decide
   */
  Encoder open(PrecisionChoice precision, Consumer<String> told) throws IOException {
    return choice(precision).open(told);
  }

  /** What was chosen. */
  EncoderChoice choice(PrecisionChoice precision) {
    EncoderChoice choice =
        new EncoderChoice(
            encoder, model == null ? "" : model, keyVariable, keyHeader, batch, threads, precision);
    if (choice.isLocal()) {
      new GivenOptions(command)
          .refuse("has no effect without the URL of a service as --encoder", OF_SERVICES);
    } else if (!threadsComputeMore) {
      new GivenOptions(command)
          .refuse("has no effect with the URL of a service as --encoder", List.of("--threads"));
    }
    return WrongUsage.unless(
        () -> {
          choice.check();
          return choice;
        });
  }
}
