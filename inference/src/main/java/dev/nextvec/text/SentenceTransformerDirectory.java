package dev.nextvec.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A sentence-transformers model exported to ONNX: {@code model.onnx} or {@code onnx/model.onnx},
 * {@code tokenizer.json}, {@code 1_Pooling/config.json}, and where the model has them {@code
 * modules.json}, dense layers in safetensors and {@code sentence_bert_config.json} for the longest
 * text. A network with an output {@code sentence_embedding} pools by itself. Vectors are scaled to
 * length 1 whether or not the model has a module for that.
 */
public final class SentenceTransformerDirectory {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int DEFAULT_MAX_TOKENS = 512;
  private static final Map<String, Pooling> MODES =
      Map.of(
          "pooling_mode_cls_token", Pooling.CLS,
          "pooling_mode_mean_tokens", Pooling.MEAN,
          "pooling_mode_mean_sqrt_len_tokens", Pooling.MEAN_SQRT_LENGTH,
          "pooling_mode_max_tokens", Pooling.MAX,
          "pooling_mode_lasttoken", Pooling.LAST);

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
    if (!Files.isDirectory(directory)) {
      throw new IOException(
          "encoder "
              + directory
              + " is not a directory; it must be a sentence-transformers ONNX"
              + " directory, a URL, or the word default");
    }
    return new SentenceTransformerDirectory(directory).load(threads);
  }

  private Encoder load(int threads) throws IOException {
    Path onnx = require("model.onnx", "onnx/model.onnx");
    Path tokenizer = require("tokenizer.json", "onnx/tokenizer.json");
    List<DenseLayer> dense = new ArrayList<>();
    Path pooling = directory.resolve("1_Pooling");
    for (JsonNode module : optional("modules.json").orElse(JSON.createArrayNode())) {
      String type = module.path("type").asText();
      String kind = type.substring(type.lastIndexOf('.') + 1);
      Path path = directory.resolve(module.path("path").asText());
      switch (kind) {
        case "Transformer", "Normalize" -> {}
        case "Pooling" -> pooling = path;
        case "Dense" -> dense.add(dense(path));
        default ->
            throw new IOException(
                directory.resolve("modules.json")
                    + " has a module `"
                    + kind
                    + "`: supported are Transformer, Pooling, Dense and Normalize");
      }
    }
    Pooling mode = pooling(pooling.resolve("config.json"));
    int maxTokens =
        optional("sentence_bert_config.json")
            .map(c -> c.path("max_seq_length").asInt(DEFAULT_MAX_TOKENS))
            .orElse(DEFAULT_MAX_TOKENS);
    byte[] network = Files.readAllBytes(onnx);
    byte[] tokens = Files.readAllBytes(tokenizer);
    settings.writeBytes((mode + " " + maxTokens).getBytes(StandardCharsets.UTF_8));
    String hash = Digest.hex(network, externalWeights(onnx), tokens, settings.toByteArray());
    OnnxModel model =
        new OnnxModel(
            network,
            new Tokens(tokens, maxTokens, tokenizer.toString()),
            mode,
            dense,
            onnx.toString());
    return new OnnxEncoder(
        directory.toRealPath().getFileName().toString(), hash, List.of(model), threads);
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

  private Optional<JsonNode> optional(String name) throws IOException {
    Path file = directory.resolve(name);
    return Files.exists(file) ? Optional.of(json(file)) : Optional.empty();
  }

  private static JsonNode json(Path file) throws IOException {
    try {
      return JSON.readTree(Files.readString(file));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IOException(file + " is not valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static Pooling pooling(Path config) throws IOException {
    if (!Files.exists(config)) {
      throw new FileNotFoundException(
          config
              + " is missing: it says how the tokens become one vector; copy it from the"
              + " original model");
    }
    JsonNode json = json(config);
    String newer = json.path("pooling_mode").asText("");
    if (!newer.isEmpty()) {
      return switch (newer.toLowerCase(Locale.ROOT)) {
        case "cls" -> Pooling.CLS;
        case "mean" -> Pooling.MEAN;
        case "mean_sqrt_len_tokens" -> Pooling.MEAN_SQRT_LENGTH;
        case "max" -> Pooling.MAX;
        case "lasttoken" -> Pooling.LAST;
        default -> throw new IOException(config + ": pooling `" + newer + "` is not supported");
      };
    }
    List<String> chosen = new ArrayList<>();
    json.fieldNames()
        .forEachRemaining(
            field -> {
              if (field.startsWith("pooling_mode_") && json.path(field).asBoolean()) {
                chosen.add(field);
              }
            });
    if (chosen.size() != 1 || !MODES.containsKey(chosen.get(0))) {
      throw new IOException(
          config
              + ": exactly one of "
              + MODES.keySet().stream().sorted().toList()
              + " must be true but "
              + chosen
              + " are");
    }
    return MODES.get(chosen.get(0));
  }

  private DenseLayer dense(Path module) throws IOException {
    JsonNode config = json(module.resolve("config.json"));
    Path weights = module.resolve("model.safetensors");
    if (!Files.exists(weights)) {
      throw new FileNotFoundException(
          weights + " is missing: the weights of a dense layer are read from safetensors only");
    }
    Safetensors tensors = Safetensors.read(weights);
    int outputs = config.path("out_features").asInt();
    int inputs = config.path("in_features").asInt();
    String activation = config.path("activation_function").asText("");
    String kind = activation.substring(activation.lastIndexOf('.') + 1);
    DenseLayer.Activation function =
        switch (kind) {
          case "Identity" -> DenseLayer.Activation.IDENTITY;
          case "Tanh", "" -> DenseLayer.Activation.TANH;
          case "ReLU" -> DenseLayer.Activation.RELU;
          default ->
              throw new IOException(
                  module.resolve("config.json") + ": activation `" + kind + "` is not supported");
        };
    settings.writeBytes(Files.readAllBytes(weights));
    settings.writeBytes(kind.getBytes(StandardCharsets.UTF_8));
    float[] flat = tensors.floats("linear.weight", (long) outputs * inputs);
    float[][] rows = new float[outputs][];
    for (int o = 0; o < outputs; o++) {
      rows[o] = java.util.Arrays.copyOfRange(flat, o * inputs, (o + 1) * inputs);
    }
    float[] bias =
        config.path("bias").asBoolean(true)
            ? tensors.floats("linear.bias", outputs)
            : new float[outputs];
    return new DenseLayer(rows, bias, function);
  }
}
