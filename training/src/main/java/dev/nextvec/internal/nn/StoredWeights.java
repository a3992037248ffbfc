package dev.nextvec.internal.nn;

import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.internal.safetensors.Safetensors.Source;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Weights of a network to and from a {@link ModelFile}. */
public final class StoredWeights {
  private StoredWeights() {}

  /** A copy of the weights. */
  public static ModelFile copy(Architecture architecture, Weights weights) {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    for (Parameter p : architecture.parameters()) {
      tensors.put(p.name(), new FloatTensor(p.shape(), weights.get(p.name())));
    }
    return ModelFile.of(architecture, tensors);
  }

  /**
   * Writes the weights, whole or not at all, without a copy of them all.
   *
   * @param map of the candidates, if the model has two sides
   */
  public static void write(
      Path file, Architecture architecture, Weights weights, Optional<CandidateLayer> map)
      throws IOException {
    Map<String, Source> tensors = new LinkedHashMap<>();
    for (Parameter p : architecture.parameters()) {
      tensors.put(p.name(), weights.engine().source(weights.value(p.name()), p.shape()));
    }
    map.ifPresent(layer -> tensors.putAll(layer.tensors()));
    ModelFile.write(file, architecture, tensors);
  }

  /** Puts a file's tensors into weights of its architecture. */
  public static void copy(ModelFile model, Weights weights) {
    for (Parameter p : model.architecture().parameters()) {
      weights.set(p.name(), model.values(p.name()));
    }
  }
}
