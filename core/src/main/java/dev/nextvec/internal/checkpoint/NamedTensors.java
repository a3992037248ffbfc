package dev.nextvec.internal.checkpoint;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Tensors under one name each, such as a state dict, not read yet.
 *
 * @param place where in the file: the keys that lead there, and the prefix all names had
 * @param tensors by name, in order
 */
record NamedTensors(String place, Map<String, Lazy> tensors) {
  /** The place of tensors that lie in no dictionary of the file. */
  static final String TOP = ".";

  NamedTensors {
    tensors = new LinkedHashMap<>(tensors);
  }

  /** A tensor whose numbers are read when they are asked for. */
  interface Lazy {
    long[] shape();

    /** Row-major. */
    float[] values() throws IOException;

    /** Whether weights can be of its type of numbers. */
    boolean isFloating();

    /** Equal for tensors that are the same numbers of the file. */
    Object identity();
  }

  /** Those whose name begins with a prefix, without it. */
  NamedTensors below(String prefix) {
    Map<String, Lazy> found = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), tensor);
          }
        });
    return new NamedTensors(prefix.isEmpty() ? place : joined(place, prefix), found);
  }

  private static String joined(String place, String prefix) {
    String name = prefix.endsWith(".") ? prefix.substring(0, prefix.length() - 1) : prefix;
    return place.equals(TOP) ? name : place + "/" + name;
  }

  Map<String, long[]> shapes() {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    return shapes;
  }

  /** Names and where the numbers are: what makes two state dicts the same. */
  Map<String, Object> identity() {
    return tensors.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, tensor -> tensor.getValue().identity()));
  }

  boolean has(Predicate<String> name) {
    return tensors.keySet().stream().anyMatch(name);
  }
}
