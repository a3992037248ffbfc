package dev.nextvec.internal.checkpoint;

import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.model.ArchitectureJson;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Weights from a file, with the network they are of.
 *
 * @param model the weights
 * @param place where in the file they were: the keys and the prefix, or {@code .}
 * @param probe what the network gave where it was trained, if a file says it
 * @param unsettled whether the weights may also be of {@link AmnVariant#MEMORY}: only a probe can
 *     tell
 */
public record Checkpoint(ModelFile model, String place, Optional<Probe> probe, boolean unsettled) {
  private static final int MOST_USES = 4; // of one number, by tensors that share it

  /**
   * What is looked for.
   *
   * @param kind the network, if the caller knows
   * @param like the network of a run whose weights were trained on elsewhere
   * @param hints what the caller knows of it
   * @param place where the weights are, needed where a file has several
   * @param probe a file of inputs and outputs, in the place of what the file itself may have
   */
  public record Wanted(
      Optional<NetworkKind> kind,
      Optional<Architecture> like,
      Hints hints,
      Optional<String> place,
      Optional<Path> probe) {}

  /**
   * Reads the weights of one network.
   *
   * @throws IOException if the file cannot be read, holds anything that is not plain data, or holds
   *     no weights that fit what is wanted
   */
  public static Checkpoint read(Path file, Wanted wanted) throws IOException {
    try (TensorFile content = TensorFile.open(file)) {
      return of(content, Files.size(file), wanted);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IOException(file + " is not imported: " + e.getMessage(), e);
    }
  }

  private static Checkpoint of(TensorFile file, long bytes, Wanted wanted) throws IOException {
    NamedTensors weights = StateDicts.find(file.groups(), wanted.place());
    Optional<Probe> probe =
        wanted.probe().isPresent()
            ? Optional.of(Probe.read(wanted.probe().get()))
            : Probe.in(file.groups());
    NetworkKind kind = kind(weights, wanted.kind());
    Optional<Architecture> described = wanted.like().isPresent() ? wanted.like() : described(file);
    ReadSizes.Result read =
        described.isPresent()
            ? new ReadSizes.Result(agreed(described.get(), kind, wanted.hints()), false)
            : ReadSizes.of(kind, weights.shapes(), wanted.hints().with(said(file, probe)));
    return new Checkpoint(
        model(read.architecture(), weights, bytes), weights.place(), probe, read.unsettled());
  }

  private static NetworkKind kind(NamedTensors weights, Optional<NetworkKind> asked) {
    NetworkKind found = NetworkKind.of(weights).orElseThrow();
    if (asked.isPresent() && found != asked.get()) {
      throw new IllegalArgumentException(
          "its tensors are those of %s, not %s"
              .formatted(Setting.MODEL_TYPE.of(found), Setting.MODEL_TYPE.of(asked.get())));
    }
    return found;
  }

  /** What a file of Nextvec's says of itself. */
  private static Optional<Architecture> described(TensorFile file) {
    Optional<String> json = Optional.ofNullable(file.metadata().get(ModelFile.DESCRIPTION));
    try {
      return json.isEmpty()
          ? Optional.empty()
          : Optional.of(ArchitectureJson.read(JsonValue.parse(json.get(), "its description")));
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Architecture agreed(Architecture known, NetworkKind kind, Hints hints) {
    if (!known.name().equals(kind.toString())) {
      throw new IllegalArgumentException(
          "its tensors are those of %s, but the network is %s"
              .formatted(Setting.MODEL_TYPE.of(kind), known.name()));
    }
    OptionalInt heads =
        known instanceof dev.nextvec.model.Transformer transformer
            ? OptionalInt.of(transformer.heads())
            : OptionalInt.empty();
    hints.with(new Hints(OptionalInt.of(known.contextLength()), heads, Optional.empty()));
    if (hints.variant().equals(Optional.of(AmnVariant.MEMORY))) {
      throw new IllegalArgumentException(
          "it was made by Nextvec, whose amn is the mixture: leave out " + Setting.AMN_VARIANT);
    }
    return known;
  }

  private static Hints said(TensorFile file, Optional<Probe> probe) {
    OptionalInt context =
        file.number("context_length", "context_len", "contextLength", "seq_len", "context");
    return new Hints(
        probe.isPresent() ? OptionalInt.of(probe.get().context()) : context,
        file.number("nhead", "n_head", "num_heads", "n_heads", "heads"),
        Optional.empty());
  }

  /** Shapes are known to fit before any number is read. */
  private static ModelFile model(Architecture architecture, NamedTensors weights, long bytes)
      throws IOException {
    ModelFile.requireShapes(architecture, weights.shapes());
    long numbers = 0;
    for (NamedTensors.Lazy tensor : weights.tensors().values()) {
      long count = 1;
      for (long size : tensor.shape()) {
        count = Math.multiplyExact(count, size);
      }
      numbers = Math.addExact(numbers, count);
    }
    if (numbers > MOST_USES * bytes) {
      throw new IllegalArgumentException(
          "its tensors have %,d numbers in a file of %,d bytes".formatted(numbers, bytes));
    }
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, NamedTensors.Lazy> entry : weights.tensors().entrySet()) {
      tensors.put(entry.getKey(), tensor(entry.getKey(), entry.getValue()));
    }
    ModelFile checked = new ModelFile(architecture, tensors).requireFit();
    Map<String, FloatTensor> trained = new LinkedHashMap<>();
    for (Parameter parameter : architecture.parameters()) {
      trained.put(parameter.name(), tensors.getOrDefault(parameter.name(), EMPTY));
    }
    return ModelFile.of(checked.architecture(), trained);
  }

  private static final FloatTensor EMPTY = new FloatTensor(new long[] {0}, new float[0]);

  private static FloatTensor tensor(String name, NamedTensors.Lazy tensor) throws IOException {
    if (!tensor.isFloating()) {
      throw new IllegalArgumentException("tensor `" + name + "` holds whole numbers, not weights");
    }
    float[] values = tensor.values();
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "number %d of tensor `%s` is %s: these weights are no use"
                .formatted(i, name, values[i]));
      }
    }
    return new FloatTensor(tensor.shape(), values);
  }
}
