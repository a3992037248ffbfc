package dev.nextvec.internal.checkpoint;

import dev.nextvec.model.Predictor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Inputs and what the network gave for them where it was trained: {@code context [cases, n, dim]}
 * beside {@code raw [cases, dim]}, or {@code prediction [cases, dim]} of length 1.
 */
public final class Probe {
  private static final String CONTEXT = "context";
  private static final String RAW = "raw";
  private static final String PREDICTION = "prediction";
  private static final double TOLERANCE = 1e-3; // of the output's length: half-precision weights

  private final int cases;
  private final int context;
  private final int dimension;
  private final float[] inputs;
  private final float[] outputs;
  private final boolean normalised;

  private Probe(
      int cases, int context, int dimension, float[] inputs, float[] outputs, boolean normalised) {
    this.cases = cases;
    this.context = context;
    this.dimension = dimension;
    this.inputs = inputs;
    this.outputs = outputs;
    this.normalised = normalised;
  }

  /**
   * The probe in a file of its own.
   *
   * @throws IOException if it cannot be read or holds none
   */
  static Probe read(Path file) throws IOException {
    try (TensorFile content = TensorFile.open(file)) {
      return in(content.groups())
          .orElseThrow(
              () ->
                  new IOException(
                      file + " has no probe: tensors `context` and `raw`, or `prediction`"));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * The probe among the tensors of a file, if there is one.
   *
   * @throws IllegalArgumentException if there are several, or its shapes do not fit
   */
  static Optional<Probe> in(List<NamedTensors> groups) throws IOException {
    List<NamedTensors> found = groups.stream().filter(Probe::isProbe).toList();
    if (found.size() > 1) {
      throw new IllegalArgumentException("it has %d probes: keep one".formatted(found.size()));
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(of(found.getFirst()));
  }

  static boolean isProbe(NamedTensors group) {
    return group.has(CONTEXT::equals) && (group.has(RAW::equals) || group.has(PREDICTION::equals));
  }

  private static Probe of(NamedTensors group) throws IOException {
    boolean normalised = !group.has(RAW::equals);
    NamedTensors.Lazy in = group.tensors().getOrDefault(CONTEXT, NOTHING);
    NamedTensors.Lazy out = group.tensors().getOrDefault(normalised ? PREDICTION : RAW, NOTHING);
    long[] shape = in.shape();
    long[] given = out.shape();
    if (shape.length != 3
        || given.length != 2
        || shape[0] != given[0]
        || shape[2] != given[1]
        || Arrays.stream(shape).anyMatch(size -> size < 1 || size > Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "its probe has contexts of shape %s and outputs of shape %s, not [cases, n, dim] and [cases, dim]"
              .formatted(Arrays.toString(shape), Arrays.toString(given)));
    }
    return new Probe(
        (int) shape[0], (int) shape[1], (int) shape[2], in.values(), out.values(), normalised);
  }

  private static final NamedTensors.Lazy NOTHING =
      new NamedTensors.Lazy() {
        @Override
        public long[] shape() {
          return new long[0];
        }

        @Override
        public float[] values() {
          return new float[0];
        }

        @Override
        public boolean isFloating() {
          return true;
        }

        @Override
        public Object identity() {
          return this;
        }
      };

  /** Vectors in each of its contexts. */
  int context() {
    return context;
  }

  /**
   * Whether a network gives its outputs.
   *
   * @throws IllegalArgumentException if it takes other sizes
   */
  public boolean isReproducedBy(Predictor predictor) {
    if (predictor.dimension() != dimension || predictor.contextLength() != context) {
      throw new IllegalArgumentException(
          "the probe has contexts of %d vectors of dimension %d, the network takes %d of %d"
              .formatted(context, dimension, predictor.contextLength(), predictor.dimension()));
    }
    float[] given = new float[cases * dimension];
    predictor.predict(inputs, cases, given);
    for (int at = 0; at < given.length; at += dimension) {
      if (!isClose(given, at)) {
        return false;
      }
    }
    return true;
  }

  private boolean isClose(float[] given, int at) {
    double scale = normalised ? 1 / length(given, at) : 1;
    double difference = 0;
    for (int i = at; i < at + dimension; i++) {
      difference += Math.pow(given[i] * scale - outputs[i], 2);
    }
    return Math.sqrt(difference) <= TOLERANCE * length(outputs, at);
  }

  private double length(float[] vectors, int at) {
    double sum = 0;
    for (int i = at; i < at + dimension; i++) {
      sum += (double) vectors[i] * vectors[i];
    }
    return Math.sqrt(sum);
  }
}
