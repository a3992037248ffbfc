package dev.nextvec.model;

import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.json.MalformedJson;
import dev.nextvec.internal.model.ArchitectureJson;
import dev.nextvec.internal.safetensors.Safetensors;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.internal.safetensors.Safetensors.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weights in a safetensors file under the names of PyTorch's {@code state_dict}, so that they load
 * there with {@code strict=True}. The architecture stands in the file's metadata; for a file that
 * PyTorch wrote it is read off the tensors' names and shapes.
 *
 * @param architecture the sizes
 * @param tensors by name
 */
public record ModelFile(Architecture architecture, Map<String, FloatTensor> tensors) {
  private static final String KEY = "nextvec.architecture";
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
    Safetensors.write(file, Map.of(KEY, json), tensors);
  }

  private static FloatTensor positions(Transformer transformer) {
    int length = Math.max(100, transformer.contextLength());
    long[] shape = {1, length, transformer.hidden()};
    return new FloatTensor(shape, transformer.positions(length));
  }

  /**
   * Reads a file of ours or of PyTorch's.
   *
   * @throws IOException if the file cannot be read, or its tensors are not those of an architecture
   */
  public static ModelFile read(Path file) throws IOException {
    Safetensors content = Safetensors.read(file);
    try {
      String json = content.metadata().get(KEY);
      Architecture architecture =
          json == null
              ? ArchitectureGuess.from(content.tensors())
              : ArchitectureJson.read(
                  JsonValue.parse(json.getBytes(StandardCharsets.UTF_8), "its description"));
      requireTensors(architecture, content);
      return new ModelFile(architecture, content.tensors());
    } catch (MalformedJson e) {
      throw new IOException(file + " is not a model: " + e.getMessage(), e);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IOException(file + " is not a model: " + e.getMessage(), e);
    }
  }

  private static void requireTensors(Architecture architecture, Safetensors content) {
    for (Parameter p : architecture.parameters()) {
      long[] shape = content.tensor(p.name()).shape();
      if (!Arrays.equals(shape, p.shape())) {
        throw new IllegalArgumentException(
            "tensor `"
                + p.name()
                + "` has shape "
                + Arrays.toString(shape)
                + ", not "
                + Arrays.toString(p.shape()));
      }
    }
    for (String name : content.tensors().keySet()) {
      boolean known =
          name.equals(POSITIONS)
              || architecture.parameters().stream().anyMatch(p -> p.name().equals(name));
      if (!known) {
        throw new IllegalArgumentException(
            "tensor `" + name + "` does not belong to a " + architecture.name() + " network");
      }
    }
    if (architecture instanceof Transformer transformer
        && content.tensors().get(POSITIONS) instanceof FloatTensor stored) {
      requirePositions(transformer, stored.values());
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

  /** The numbers of one tensor. */
  public float[] values(String tensor) {
    return new Safetensors(Map.of(), tensors).tensor(tensor).values();
  }
}
