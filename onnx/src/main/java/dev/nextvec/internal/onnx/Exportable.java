package dev.nextvec.internal.onnx;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.baseline.Baseline;
import dev.nextvec.internal.model.ArchitectureJson;
import dev.nextvec.internal.safetensors.Safetensors;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.model.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What can be written in ONNX: the numbers of a network or of a baseline. */
public sealed interface Exportable {
  /** The key of a baseline's description in the metadata of its numbers. */
  String BASELINE = "nextvec.baseline";

  /** A trained network. */
  record Network(ModelFile model) implements Exportable {}

  /** A baseline, fitted. */
  record Fitted(Baseline baseline) implements Exportable {}

  /** Number of vectors in a context. */
  default int contextLength() {
    return switch (this) {
      case Network(ModelFile model) -> model.architecture().contextLength();
      case Fitted(Baseline baseline) -> baseline.contextLength();
    };
  }

  /** Length of one vector. */
  default int dimension() {
    return switch (this) {
      case Network(ModelFile model) -> model.architecture().dimension();
      case Fitted(Baseline baseline) -> baseline.dimension();
    };
  }

  /** What chunks pass through before predictions are compared with them, if they do. */
  default Optional<CandidateMap> candidates() {
    return switch (this) {
      case Network(ModelFile model) -> model.candidates();
      case Fitted fitted -> Optional.empty();
    };
  }

  /** {@code network} or {@code baseline}. */
  default String kind() {
    return switch (this) {
      case Network network -> "network";
      case Fitted fitted -> "baseline";
    };
  }

  /** Trained and fitted numbers. */
  default long parameters() {
    return switch (this) {
      case Network(ModelFile model) -> model.architecture().parameterCount();
      case Fitted(Baseline baseline) -> baseline.parameters();
    };
  }

  /** What it is, with its sizes: {@code {"name": "gru", "dimension": 768, ...}}. */
  default ObjectNode description() {
    return switch (this) {
      case Network(ModelFile model) -> ArchitectureJson.write(model.architecture());
      case Fitted(Baseline baseline) ->
          JsonNodeFactory.instance
              .objectNode()
              .put("name", baseline.name())
              .put("dimension", baseline.dimension())
              .put("context_length", baseline.contextLength());
    };
  }

  /** Its numbers, by name. */
  default Map<String, FloatTensor> tensors() {
    return switch (this) {
      case Network(ModelFile model) -> model.tensors();
      case Fitted(Baseline baseline) -> baseline.tensors();
    };
  }

  /** Writes its numbers as safetensors, those of a network under the names PyTorch has for them. */
  default void writeTensors(Path file) throws IOException {
    switch (this) {
      case Network(ModelFile model) -> model.write(file);
      case Fitted(Baseline baseline) -> {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "pt");
        metadata.put(BASELINE, description().toString());
        new Safetensors(metadata, baseline.tensors()).write(file);
      }
    }
  }
}
