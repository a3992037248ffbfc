package dev.nextvec.text;

import dev.nextvec.internal.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The modules that {@code modules.json} names, in this order: a Transformer, a Pooling, Dense
 * layers, a Normalize. Without that file there are a Transformer and {@code 1_Pooling}.
 *
 * @param transformer folder of the network's settings
 * @param pooling folder of the pooling's
 * @param layers folders of the dense layers
 */
record SentenceTransformerModules(Path transformer, Path pooling, List<Path> layers) {
  private static final List<String> ORDER = List.of("Transformer", "Pooling", "Dense", "Normalize");

  static SentenceTransformerModules read(Path directory) throws IOException {
    Optional<JsonValue> json =
        SentenceTransformerConfig.optional(directory.resolve("modules.json"));
    Path transformer = directory;
    Path pooling = directory.resolve("1_Pooling");
    List<Path> dense = new ArrayList<>();
    int before = -1;
    for (JsonValue module : json.isPresent() ? json.get().items() : List.<JsonValue>of()) {
      JsonValue type = module.field("type");
      int kind = ORDER.indexOf(type.text().substring(type.text().lastIndexOf('.') + 1));
      if (kind < 0) {
        throw type.refused("be one of " + String.join(", ", ORDER));
      }
      boolean repeated = kind == before && !ORDER.get(kind).equals("Dense");
      if (kind < before || repeated) {
        throw type.refused("come in the order " + String.join(", ", ORDER) + " once each");
      }
      before = kind;
      Path path = directory.resolve(module.field("path").text());
      switch (ORDER.get(kind)) {
        case "Transformer" -> transformer = path;
        case "Pooling" -> pooling = path;
        case "Dense" -> dense.add(path);
        default -> {} // vectors are scaled to length 1 in any case
      }
    }
    return new SentenceTransformerModules(transformer, pooling, dense);
  }

  SentenceTransformerConfig.Pools pools() throws IOException {
    Path config = pooling.resolve("config.json");
    if (!Files.exists(config)) {
      throw new FileNotFoundException(
          config
              + " is missing: it says how the tokens become one vector; copy it from the"
              + " original model");
    }
    return SentenceTransformerConfig.pools(config);
  }

  /**
   * The dense layers with their weights.
   *
   * @param settings receives what they are recognised by
   */
  List<DenseLayer> dense(ByteArrayOutputStream settings) throws IOException {
    List<DenseLayer> read = new ArrayList<>();
    for (Path layer : layers) {
      read.add(SentenceTransformerConfig.dense(layer));
      settings.writeBytes(Files.readAllBytes(layer.resolve("model.safetensors")));
      String activation =
          JsonValue.read(layer.resolve("config.json"))
              .optional("activation_function")
              .map(name -> name.node().asText())
              .orElse("");
      settings.writeBytes(
          activation.substring(activation.lastIndexOf('.') + 1).getBytes(StandardCharsets.UTF_8));
    }
    return read;
  }
}
