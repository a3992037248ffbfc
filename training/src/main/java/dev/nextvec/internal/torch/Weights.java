package dev.nextvec.internal.torch;

import dev.nextvec.model.Parameter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * The parameters of a network, side by side in one flat tensor, with their gradients in another of
 * the same layout: the optimiser and the norm see two long vectors instead of a hundred small
 * tensors. Each parameter starts at a multiple of 64 bytes; the gaps stay zero.
 */
public final class Weights implements AutoCloseable {
  /** Every parameter starts at a multiple of as many floats; all together are one, too. */
  public static final int ALIGNMENT = 16;

  private final Libtorch engine;
  private final List<Parameter> parameters;
  private final Workspace owned;
  private final Tensor values;
  private final Tensor gradients;
  private final Tensor trainedValues;
  private final Tensor trainedGradients;
  private final Map<String, Place> places = new LinkedHashMap<>(); // of what is trained
  private Listener listener = Listener.NOBODY;
  private boolean fixed;
  private final Map<String, Tensor> valueViews = new LinkedHashMap<>();
  private final Map<String, Tensor> gradientViews = new LinkedHashMap<>();

  /** Weights at their starting values for {@code seed}. */
  public Weights(Libtorch engine, List<Parameter> parameters, long seed) {
    this.engine = engine;
    this.parameters = List.copyOf(parameters);
    this.owned = new Workspace(engine);
    long trained = floats(parameters.stream().filter(Parameter::trained));
    values = owned.keep(engine.zeros(floats(parameters.stream())));
    gradients = owned.keep(engine.empty(values.numel())); // touched by training alone
    trainedValues = owned.keep(values.narrow(0, 0, trained));
    trainedGradients = owned.keep(gradients.narrow(0, 0, trained));
    long offset = 0;
    for (Parameter p : trainedFirst(parameters)) {
      valueViews.put(p.name(), owned.keep(values.narrow(0, offset, p.size()).view(p.shape())));
      gradientViews.put(
          p.name(), owned.keep(gradients.narrow(0, offset, p.size()).view(p.shape())));
      gradients.narrow(0, offset + p.size(), aligned(p.size()) - p.size()).zero_();
      if (p.trained()) {
        places.put(p.name(), new Place(offset, aligned(p.size())));
      }
      offset += aligned(p.size());
      set(p.name(), p.startingValues(seed));
    }
  }

  private static long floats(Stream<Parameter> parameters) {
    return parameters.mapToLong(p -> aligned(p.size())).sum();
  }

  /** What the optimiser changes lies together, at the beginning. */
  private static List<Parameter> trainedFirst(List<Parameter> parameters) {
    return parameters.stream().sorted(Comparator.comparing(p -> !p.trained())).toList();
  }

  private static long aligned(long size) {
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  public List<Parameter> parameters() {
    return parameters;
  }

  public Libtorch engine() {
    return engine;
  }

  /** Number of trained numbers, without the gaps. */
  public long count() {
    return parameters.stream().mapToLong(Parameter::size).sum();
  }

  /** The live tensor of a parameter. */
  public Tensor value(String name) {
    return find(valueViews, name);
  }

  /** The live gradient of a parameter; backward overwrites it whole. */
  public Tensor gradient(String name) {
    return find(gradientViews, name);
  }

  private static <V> V find(Map<String, V> all, String name) {
    V found = all.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "no parameter is named `" + name + "`: there are " + all.keySet());
    }
    return found;
  }

  /**
   * Where a parameter lies in {@link #trainedValues} and {@link #trainedGradients}.
   *
   * @param first its first number
   * @param count its numbers, with the gap behind them
   */
  public record Place(long first, long count) {
    /** The first number behind it. */
    public long end() {
      return first + count;
    }
  }

  /** Of all that is trained, in order: together they are the whole vectors. */
  public List<Place> places() {
    return List.copyOf(places.values());
  }

  /** Told of gradients while the backward pass goes on. */
  @FunctionalInterface
  public interface Listener {
    /** Where it does not matter when a gradient is complete. */
    Listener NOBODY = place -> {};

    /** A gradient is complete: this pass neither changes nor reads it any more. */
    void complete(Place place);
  }

  /** Until it is closed, a listener is told of gradients. */
  public interface Listening extends AutoCloseable {
    @Override
    void close();
  }

  /** From now on the listener is told of every gradient that is complete. */
  public Listening listen(Listener told) {
    listener = told;
    return () -> listener = Listener.NOBODY;
  }

  /** Whoever has written these gradients says so, once in each backward pass. */
  public void complete(String... names) {
    for (String name : names) {
      listener.complete(find(places, name));
    }
  }

  /** All parameters as one vector, gaps included. */
  public Tensor flatValues() {
    return values;
  }

  /** The parameters that the optimiser changes, as one vector, gaps included. */
  public Tensor trainedValues() {
    return trainedValues;
  }

  /** The gradients of {@link #trainedValues}. */
  public Tensor trainedGradients() {
    return trainedGradients;
  }

  /** A copy of one parameter's values. */
  public float[] get(String name) {
    Tensor value = value(name);
    float[] copy = new float[Math.toIntExact(value.numel())];
    engine.download(value, copy, copy.length);
    return copy;
  }

  /** From now on the values stay as they are, so that a network may keep copies of them. */
  public void fix() {
    fixed = true;
  }

  /** Whether the values stay as they are. */
  public boolean fixed() {
    return fixed;
  }

  /**
   * Replaces one parameter's values.
   *
   * @throws IllegalStateException if the values are fixed
   */
  public void set(String name, float[] replacement) {
    if (fixed) {
      throw new IllegalStateException("parameter `" + name + "` cannot change: it was fixed");
    }
    Tensor value = value(name);
    if (value.numel() != replacement.length) {
      throw new IllegalArgumentException(
          "parameter `"
              + name
              + "` has "
              + value.numel()
              + " numbers but was given "
              + replacement.length);
    }
    engine.upload(replacement, replacement.length, value);
  }

  /** Copies of all parameters by name, in order. */
  public Map<String, float[]> copy() {
    Map<String, float[]> all = new LinkedHashMap<>();
    new ArrayList<>(valueViews.keySet()).forEach(name -> all.put(name, get(name)));
    return all;
  }

  @Override
  public void close() {
    owned.close();
  }
}
