package dev.nextvec.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.safetensors.Safetensors;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings in a sentence-transformers directory, read as that library reads them. A setting
 * that is not known here might change vectors: it is refused by its name, unless it says nothing
 * ({@code null}, false, zero or empty).
 */
final class SentenceTransformerConfig {
  private static final List<String> TRANSFORMER_FILES =
      List.of(
          "sentence_bert_config.json",
          "sentence_roberta_config.json",
          "sentence_distilbert_config.json",
          "sentence_camembert_config.json",
          "sentence_albert_config.json",
          "sentence_xlm-roberta_config.json",
          "sentence_xlnet_config.json");
  private static final int DEFAULT_TOKENS = 512;
  private static final int MOST_TOKENS = 1 << 20;

  private final Path directory;

  SentenceTransformerConfig(Path directory) {
    this.directory = directory;
  }

  /** What is done to a text before the tokenizer sees it. */
  TextPreparation preparation(Path transformer) throws IOException {
    Optional<JsonValue> config = transformer(transformer);
    boolean lowerCase = false;
    if (config.isPresent()) {
      JsonValue json = config.get();
      requireKnown(
          json,
          "max_seq_length",
          "do_lower_case",
          "transformer_task",
          "module_output_name",
          "modality_config",
          "unpad_inputs");
      requireValue(json, "transformer_task", "feature-extraction");
      requireValue(json, "module_output_name", "token_embeddings");
      lowerCase = truth(json, "do_lower_case", false);
    }
    return new TextPreparation(prompt(), lowerCase);
  }

  /** The prompt that the library puts before a text when none is asked for. */
  private String prompt() throws IOException {
    Optional<JsonValue> config = optional(directory.resolve("config_sentence_transformers.json"));
    if (config.isEmpty()) {
      return "";
    }
    JsonValue json = config.get();
    requireKnown(
        json, "prompts", "default_prompt_name", "similarity_fn_name", "model_type", "__version__");
    requireValue(json, "model_type", "SentenceTransformer");
    Optional<JsonValue> name = json.optional("default_prompt_name");
    return name.isEmpty() ? "" : json.field("prompts").field(name.get().text()).text();
  }

  /** How many tokens of a text the model reads, special ones counted. */
  int longestTokens(Path transformer) throws IOException {
    Optional<JsonValue> config = transformer(transformer);
    Optional<JsonValue> said =
        config.isPresent() ? config.get().optional("max_seq_length") : Optional.empty();
    if (said.isPresent()) {
      return (int) said.get().wholeNumber(1, MOST_TOKENS);
    }
    int most = positions("config.json", "max_position_embeddings");
    return Math.min(most, positions("tokenizer_config.json", "model_max_length"));
  }

  /** A limit in a file that may be missing; some write a number beyond all bounds for "none". */
  private int positions(String file, String field) throws IOException {
    Optional<JsonValue> json = optional(directory.resolve(file));
    Optional<JsonValue> value = json.isPresent() ? json.get().optional(field) : Optional.empty();
    if (value.isEmpty()) {
      return field.equals("model_max_length") ? MOST_TOKENS : DEFAULT_TOKENS;
    }
    boolean boundless =
        value.get().node().isNumber() && value.get().node().asDouble() > MOST_TOKENS;
    return boundless ? MOST_TOKENS : (int) value.get().wholeNumber(1, MOST_TOKENS);
  }

  /**
   * Refuses a {@code tokenizer_config.json} that says otherwise than the tokenizer itself: there it
   * would win. So would its cutting off the beginning of a text instead of its end.
   */
  void requireAgreement(Path tokenizer) throws IOException {
    Optional<JsonValue> config = optional(directory.resolve("tokenizer_config.json"));
    if (config.isEmpty()) {
      return;
    }
    requireValue(config.get(), "truncation_side", "right");
    if (config.get().optional("do_lower_case").isEmpty()) {
      return;
    }
    Optional<JsonValue> normalizer = JsonValue.read(tokenizer).optional("normalizer");
    if (normalizer.isPresent() && normalizer.get().field("type").text().equals("BertNormalizer")) {
      requireEqual(config.get(), "do_lower_case", normalizer.get(), "lowercase");
      requireEqual(config.get(), "strip_accents", normalizer.get(), "strip_accents");
      requireEqual(
          config.get(), "tokenize_chinese_chars", normalizer.get(), "handle_chinese_chars");
    }
  }

  private static void requireEqual(JsonValue one, String name, JsonValue other, String otherName)
      throws IOException {
    Optional<JsonValue> a = one.optional(name);
    Optional<JsonValue> b = other.optional(otherName);
    if (a.isPresent() && b.isPresent() && a.get().truth() != b.get().truth()) {
      throw a.get()
          .refused("be " + b.get().truth() + ", as `" + otherName + "` in tokenizer.json,");
    }
  }

  private Optional<JsonValue> transformer(Path transformer) throws IOException {
    for (String name : TRANSFORMER_FILES) {
      Optional<JsonValue> config = optional(transformer.resolve(name));
      if (config.isPresent()) {
        return config;
      }
    }
    return Optional.empty();
  }

  /**
   * What a pooling configuration chooses.
   *
   * @param modes in the order in which their results stand
   * @param includePrompt whether the prompt's tokens take part
   * @param dimension numbers for each token, if it says so
   */
  record Pools(List<Pooling> modes, boolean includePrompt, Optional<JsonValue> dimension) {
    void requireWidth(int width) throws IOException {
      if (dimension.isPresent() && dimension.get().wholeNumber(1, Integer.MAX_VALUE) != width) {
        throw dimension.get().refused("be " + width + ", as the network has it,");
      }
    }
  }

  static Pools pools(Path file) throws IOException {
    JsonValue json = JsonValue.read(file);
    List<String> known = new ArrayList<>();
    for (Pooling mode : Pooling.values()) {
      known.add(mode.flag());
    }
    known.addAll(
        List.of(
            "pooling_mode", "include_prompt", "word_embedding_dimension", "embedding_dimension"));
    requireKnown(json, known.toArray(String[]::new));
    Optional<JsonValue> newer = json.optional("embedding_dimension");
    return new Pools(
        modes(json),
        truth(json, "include_prompt", true),
        newer.isPresent() ? newer : json.optional("word_embedding_dimension"));
  }

  private static List<Pooling> modes(JsonValue json) throws IOException {
    Optional<JsonValue> named = json.optional("pooling_mode");
    List<Pooling> modes = new ArrayList<>();
    if (named.isPresent()) {
      boolean several = named.get().node().isArray();
      for (JsonValue each : several ? named.get().items() : List.of(named.get())) {
        Optional<Pooling> mode = Pooling.ofLabel(each.text());
        modes.add(mode.orElseThrow(() -> each.refused("be a pooling that is known here")));
      }
    } else {
      for (Pooling mode : Pooling.values()) {
        if (truth(json, mode.flag(), false)) {
          modes.add(mode);
        }
      }
    }
    if (modes.isEmpty()) {
      throw json.refused("choose a pooling, like `pooling_mode_mean_tokens`,");
    }
    return modes;
  }

  /** A dense layer with its weights. */
  static DenseLayer dense(Path module) throws IOException {
    JsonValue config = JsonValue.read(module.resolve("config.json"));
    requireKnown(
        config,
        "in_features",
        "out_features",
        "bias",
        "activation_function",
        "module_input_name",
        "module_output_name");
    requireValue(config, "module_input_name", "sentence_embedding");
    requireValue(config, "module_output_name", "sentence_embedding");
    int inputs = (int) config.field("in_features").wholeNumber(1, MOST_TOKENS);
    int outputs = (int) config.field("out_features").wholeNumber(1, MOST_TOKENS);
    DenseLayer.Activation activation = activation(config.optional("activation_function"));
    Path file = module.resolve("model.safetensors");
    if (!Files.exists(file)) {
      throw new FileNotFoundException(
          file + " is missing: the weights of a dense layer are read from safetensors only");
    }
    Map<String, FloatTensor> tensors = Safetensors.read(file).tensors();
    float[] flat = numbers(file, tensors, "linear.weight", outputs, inputs);
    float[][] rows = new float[outputs][];
    for (int o = 0; o < outputs; o++) {
      rows[o] = Arrays.copyOfRange(flat, o * inputs, (o + 1) * inputs);
    }
    boolean bias = truth(config, "bias", true);
    return new DenseLayer(
        rows,
        bias ? numbers(file, tensors, "linear.bias", outputs) : new float[outputs],
        activation);
  }

  /** A tensor of exactly this shape: of two of the same size one would be the other turned. */
  private static float[] numbers(
      Path file, Map<String, FloatTensor> tensors, String name, long... shape) throws IOException {
    FloatTensor tensor = tensors.get(name);
    if (tensor == null || !Arrays.equals(tensor.shape(), shape)) {
      throw new IOException(
          "%s must have a tensor `%s` of shape %s but has %s"
              .formatted(
                  file,
                  name,
                  Arrays.toString(shape),
                  tensor == null ? "none" : "one of shape " + Arrays.toString(tensor.shape())));
    }
    float[] values = tensor.values();
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IOException(
            "%s: value %d of tensor `%s` is %s".formatted(file, i, name, values[i]));
      }
    }
    return values;
  }

  private static DenseLayer.Activation activation(Optional<JsonValue> name) throws IOException {
    if (name.isEmpty()) {
      return DenseLayer.Activation.TANH;
    }
    String text = name.get().text();
    return switch (text.substring(text.lastIndexOf('.') + 1)) {
      case "Identity" -> DenseLayer.Activation.IDENTITY;
      case "Tanh", "" -> DenseLayer.Activation.TANH;
      case "ReLU" -> DenseLayer.Activation.RELU;
      default -> throw name.get().refused("be Identity, Tanh or ReLU");
    };
  }

  /** A file, if it is there. */
  static Optional<JsonValue> optional(Path file) throws IOException {
    return Files.exists(file) ? Optional.of(JsonValue.read(file)) : Optional.empty();
  }

  private static void requireKnown(JsonValue json, String... known) throws IOException {
    Set<String> names = Set.of(known);
    for (String name : json.names()) {
      JsonNode value = json.field(name).node();
      boolean says = value.isContainerNode() ? !value.isEmpty() : value.asBoolean(true);
      if (!names.contains(name) && says) {
        throw json.field(name).refused("not be set: it is not known here and may change vectors,");
      }
    }
  }

  private static boolean truth(JsonValue json, String name, boolean otherwise) throws IOException {
    Optional<JsonValue> value = json.optional(name);
    return value.isPresent() ? value.get().truth() : otherwise;
  }

  private static void requireValue(JsonValue json, String name, String only) throws IOException {
    Optional<JsonValue> value = json.optional(name);
    if (value.isPresent() && !value.get().text().equals(only)) {
      throw value.get().refused("be `" + only + "`: nothing else is supported,");
    }
  }
}
