package dev.nextvec.model;

import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.json.MalformedJson;
import dev.nextvec.internal.model.ArchitectureJson;
import dev.nextvec.internal.safetensors.Safetensors;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.internal.safetensors.Safetensors.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Weights in a safetensors file under the names of PyTorch's {@code state_dict}, so that they load
 * there with {@code strict=True}. The architecture stands in the file's metadata. A file that
 * PyTorch wrote has none, and its tensors do not say all of it: it must be imported first. A model
 * with two sides has the tensors of its {@link CandidateMap} beside those of the network.
 *
 * @param architecture the sizes
 * @param tensors by name
 */
public record ModelFile(Architecture architecture, Map<String, FloatTensor> tensors) {
  /** The key of the architecture in the metadata of a file. */
  public static final String DESCRIPTION = "nextvec.architecture";

  private static final String FORMAT = "format";

  private static final String POSITIONS = "pos_encoder.pe"; // a buffer PyTorch stores, not trained
  private static final double POSITIONS_TOLERANCE = 1e-3; // sines of float32 angles up to thousands

  /**
   * A file's content without its positions, which are added.
   *
   * @param trained by name, those of {@link Architecture#parameters}
   */
  public static ModelFile of(Architecture architecture, Map<String, FloatTensor> trained) {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>(trained);
    if (architecture instanceof Transformer transformer) {
      tensors.put(POSITIONS, positions(transformer));
    }
    return new ModelFile(architecture, tensors);
  }

  /** Writes the file whole or not at all. */
  public void write(Path file) throws IOException {
    writeAll(file, architecture, tensors);
  }

  /**
   * Writes weights from wherever they are, whole or not at all, without a copy of them all.
   *
   * @param trained by name, those of {@link Architecture#parameters}
   */
  public static void write(
      Path file, Architecture architecture, Map<String, ? extends Source> trained)
      throws IOException {
    Map<String, Source> tensors = new LinkedHashMap<>(trained);
    if (architecture instanceof Transformer transformer) {
      tensors.put(POSITIONS, positions(transformer));
    }
    writeAll(file, architecture, tensors);
  }

  private static void writeAll(
      Path file, Architecture architecture, Map<String, ? extends Source> tensors)
      throws IOException {
    String json = ArchitectureJson.write(architecture).toString();
    Map<String, String> metadata = new LinkedHashMap<>(Map.of(FORMAT, "pt")); // as loaders want it
    metadata.put(DESCRIPTION, json);
    Safetensors.write(file, metadata, tensors);
  }

  private static FloatTensor positions(Transformer transformer) {
    int length = Math.max(100, transformer.contextLength());
    long[] shape = {1, length, transformer.hidden()};
    return new FloatTensor(shape, transformer.positions(length));
  }

  /**
   * Reads a file that {@link #write} made.
   *
   * @throws IOException if the file cannot be read, does not describe its network, or its tensors
   *     are not those of that
   */
  public static ModelFile read(Path file) throws IOException {
    Safetensors content = Safetensors.read(file);
    try {
      String json = content.metadata().get(DESCRIPTION);
      if (json == null) {
        throw new IllegalArgumentException(
            "it has no description of its network, as files of other programs: `nextvec import`"
                + " makes a run of it");
      }
      Architecture architecture = ArchitectureJson.read(JsonValue.parse(json, "its description"));
      return new ModelFile(architecture, content.tensors()).requireFit();
    } catch (MalformedJson e) {
      throw new IOException(file + " is not a model: " + e.getMessage(), e);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IOException(file + " is not a model: " + e.getMessage(), e);
    }
  }

  /**
   * Makes sure that the tensors are those of the architecture.
   *
   * @throws IllegalArgumentException naming one that is missing, too many, or of another shape, or
   *     positions that are not the architecture's
   */
  public ModelFile requireFit() {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    shapes.keySet().removeIf(CandidateMap::isPart);
    requireShapes(architecture, shapes);
    candidates();
    if (architecture instanceof Transformer transformer
        && tensors.get(POSITIONS) instanceof FloatTensor stored) {
      requirePositions(transformer, stored.values());
    }
    return this;
  }

  /**
   * Makes sure that tensors of these shapes are those of an architecture.
   *
   * @param shapes by name
   * @throws IllegalArgumentException naming one that is missing, too many, or of another shape
   */
  public static void requireShapes(Architecture architecture, Map<String, long[]> shapes) {
    Set<String> known = new HashSet<>(Set.of(POSITIONS));
    for (Parameter p : architecture.parameters()) {
      known.add(p.name());
      long[] shape = shapes.get(p.name());
      if (shape == null) {
        throw new IllegalArgumentException(
            "no tensor is named `%s`: there are %d others, such as %s"
                .formatted(p.name(), shapes.size(), shapes.keySet().stream().limit(4).toList()));
      }
      if (!Arrays.equals(shape, p.shape())) {
        throw new IllegalArgumentException(
            "tensor `%s` has shape %s, not %s"
                .formatted(p.name(), Arrays.toString(shape), Arrays.toString(p.shape())));
      }
    }
    for (String name : shapes.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "tensor `" + name + "` does not belong to a " + architecture.name() + " network");
      }
    }
  }

  /** A network trained with other positions would predict differently here. */
  private static void requirePositions(Transformer transformer, float[] stored) {
    float[] ours = transformer.positions(stored.length / transformer.hidden());
    boolean same = stored.length == ours.length;
    for (int i = 0; same && i < ours.length; i++) {
      same = Math.abs(stored[i] - ours[i]) <= POSITIONS_TOLERANCE;
    }
    if (!same) {
      throw new IllegalArgumentException(
          "its `" + POSITIONS + "` are not the unscaled sinusoidal positions this network has");
    }
  }

  /**
   * The map of the candidates, where the model has two sides.
   *
   * @throws IllegalArgumentException if there are parts of one that do not make a map
   */
  public Optional<CandidateMap> candidates() {
    return CandidateMap.of(tensors, architecture.dimension());
  }

  /** The numbers of one tensor. */
  public float[] values(String tensor) {
    return new Safetensors(Map.of(), tensors).tensor(tensor).values();
  }
}
