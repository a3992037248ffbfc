package dev.nextvec.internal.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.EncoderFingerprint;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What an ONNX file says of itself beside its graph, in its metadata properties. */
final class Properties {
  static final String NAME = "nextvec.name";
  static final String GOLDEN = "nextvec.golden";
  static final String ENCODER = "nextvec.encoder";
  static final String PRECISION = "nextvec." + ModelExport.PRECISION;
  static final String MAP = "nextvec." + PackageConfig.MAP;
  static final String PREFIX = "nextvec.";

  private Properties() {}

  /**
   * Of a model.
   *
   * @param facts what is known of the model; each becomes a property, an object as JSON
   */
  static Map<String, String> of(
      String name,
      Exportable model,
      Optional<EncoderFingerprint> encoder,
      ObjectNode facts,
      Probe probe) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put(NAME, name);
    properties.put(PREFIX + "model", model.description().toString());
    for (Map.Entry<String, JsonNode> fact : facts.properties()) {
      JsonNode value = fact.getValue();
      properties.put(PREFIX + fact.getKey(), value.isTextual() ? value.asText() : value.toString());
    }
    encoder.ifPresent(print -> properties.put(ENCODER, print.toJson().toString()));
    model.candidates().ifPresent(map -> properties.put(MAP, map.sha256()));
    properties.put(GOLDEN, probe.inProperty());
    return properties;
  }
}
