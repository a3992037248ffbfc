package dev.nextvec.text;

import dev.nextvec.data.EncoderPrecision;
import dev.nextvec.internal.file.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A sentence-transformers model exported to ONNX: {@code model.onnx} or {@code onnx/model.onnx},
 * {@code tokenizer.json}, {@code 1_Pooling/config.json}, and where the model has them {@code
 * modules.json}, dense layers in safetensors, {@code sentence_bert_config.json} for the longest
 * text and lower case, and {@code config_sentence_transformers.json} for the default prompt. What
 * is said there and not supported is refused by name. A network with an output {@code
 * sentence_embedding} pools by itself. Vectors are scaled to length 1 whether or not the model has
 * a module for that.
 */
public final class SentenceTransformerDirectory {
  private final Path directory;
  private final ByteArrayOutputStream settings = new ByteArrayOutputStream();

  private SentenceTransformerDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * Loads an encoder.
   *
   * @param threads how many cores to use
   * @throws IOException naming the file that is missing or cannot be used
   */
  public static Encoder open(Path directory, int threads) throws IOException {
    return open(directory, threads, PrecisionChoice.FLOAT32, line -> {});
  }

  /**
   * Loads an encoder in a precision; bfloat16 needs nextvec-training on the class path and a BERT
   * network.
   *
   * @param threads how many cores to use
   * @param told what was decided and why, where there was something to decide
   * @throws IOException naming the file that is missing or cannot be used
   */
  public static Encoder open(
      Path directory, int threads, PrecisionChoice precision, Consumer<String> told)
      throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException(
          "encoder "
              + directory
              + " is not a directory; it must be a sentence-transformers ONNX"
              + " directory, a URL, or the word default");
    }
    return new SentenceTransformerDirectory(directory).load(threads, precision, told);
  }

  private Encoder load(int threads, PrecisionChoice precision, Consumer<String> told)
      throws IOException {
    Path onnx = require("model.onnx", "onnx/model.onnx");
    Path tokenizer = require("tokenizer.json", "onnx/tokenizer.json");
    SentenceTransformerModules modules = SentenceTransformerModules.read(directory);
    SentenceTransformerConfig.Pools pools = modules.pools();
    SentenceTransformerConfig config = new SentenceTransformerConfig(directory);
    config.requireAgreement(tokenizer);
    TextPreparation preparation = config.preparation(modules.transformer());
    int maxTokens = config.longestTokens(modules.transformer());
    List<DenseLayer> dense = modules.dense(settings);
    byte[] network = Files.readAllBytes(onnx);
    byte[] json = Files.readAllBytes(tokenizer);
    remember(pools, preparation, maxTokens);
    String hash =
        new Sha256()
            .addCounted(network)
            .addCounted(externalWeights(onnx))
            .addCounted(json)
            .addCounted(settings.toByteArray())
            .hex();
    Tokens tokens = new Tokens(json, maxTokens, preparation, tokenizer.toString());
    int skipped =
        pools.includePrompt() || preparation.prompt().isEmpty() ? 0 : tokens.promptLength();
    Readout readout = new Readout(pools.modes(), skipped, dense);
    OnnxTextModel model = new OnnxTextModel(network, tokens, readout, onnx.toString());
    pools.requireWidth(model.width());
    String name = directory.toRealPath().getFileName().toString();
    Encoder exact = new OnnxEncoder(name, hash, EncoderPrecision.FLOAT32, List.of(model), threads);
    PrecisionDecision.Narrow narrow =
        () -> {
          Tokens own = new Tokens(json, maxTokens, preparation, tokenizer.toString());
          BertModel bert = PrecisionDecision.model(network, own, readout, onnx.toString());
          return new OnnxEncoder(name, hash, EncoderPrecision.BFLOAT16, List.of(bert), threads);
        };
    return PrecisionDecision.here().open(precision, exact, narrow, told);
  }

  /** Settings belong to what an encoder is recognised by; those that do nothing add nothing. */
  private void remember(
      SentenceTransformerConfig.Pools pools, TextPreparation preparation, int maxTokens) {
    String modes = pools.modes().stream().map(Pooling::name).collect(Collectors.joining("+"));
    String more =
        (pools.includePrompt() ? "" : " without prompt")
            + (preparation.equals(TextPreparation.PLAIN) ? "" : " " + preparation);
    settings.writeBytes((modes + " " + maxTokens + more).getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] externalWeights(Path onnx) throws IOException {
    Path data = onnx.resolveSibling(onnx.getFileName() + "_data");
    if (Files.exists(data)) {
      throw new IOException(
          data
              + " holds weights outside of model.onnx, which is not supported: export the model"
              + " to a single file (it must be under 2 GB)");
    }
    return new byte[0];
  }

  private Path require(String... names) throws IOException {
    for (String name : names) {
      if (Files.isRegularFile(directory.resolve(name))) {
        return directory.resolve(name);
      }
    }
    throw new FileNotFoundException(
        "encoder "
            + directory
            + " has no "
            + String.join(" and no ", names)
            + ": export it with `optimum-cli export onnx --model NAME --task feature-extraction"
            + " DIRECTORY`");
  }
}
