package dev.nextvec.serve;

import dev.nextvec.internal.json.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers of a request. What is no number is malformed; one that cannot be used is another matter.
 */
final class Numbers {
  private Numbers() {}

  /** A list of numbers. */
  static float[] vector(JsonValue json) throws IOException {
    List<JsonValue> items = json.items();
    float[] vector = new float[items.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = number(items.get(i));
    }
    return vector;
  }

  /** A list of vectors. */
  static List<float[]> vectors(JsonValue json) throws IOException {
    return json.items(Numbers::vector);
  }

  /** Numbers in lists in lists, however deep, in their order. */
  static float[] flat(JsonValue json, int expected) throws IOException {
    float[] into = new float[expected];
    int found = fill(json, into, 0);
    if (found != expected) {
      throw wrongCount(found, expected);
    }
    return into;
  }

  private static int fill(JsonValue json, float[] into, int at) throws IOException {
    int next = at;
    for (JsonValue item : json.items()) {
      if (item.node().isArray()) {
        next = fill(item, into, next);
      } else {
        if (next == into.length) {
          throw wrongCount(next + 1L, into.length);
        }
        into[next++] = number(item);
      }
    }
    return next;
  }

  private static Problem wrongCount(long found, int expected) {
    return Problem.unprocessable(
        "`data` must have %d numbers, as its shape says, but has %s%d"
            .formatted(expected, found > expected ? "at least " : "", found));
  }

  private static float number(JsonValue json) throws IOException {
    if (!json.node().isNumber()) {
      throw json.refused("be a number");
    }
    float value = (float) json.node().doubleValue();
    if (!Float.isFinite(value)) {
      throw Problem.unprocessable(
          "%s: `%s` must be a finite number of 32 bits but is %s"
              .formatted(json.where(), json.path(), json.shown()));
    }
    return value;
  }

  static boolean areFinite(float[] numbers) {
    float largest = 0;
    for (float number : numbers) {
      largest = Math.max(largest, Math.abs(number)); // not a number stays so
    }
    return largest <= Float.MAX_VALUE;
  }

  /** The same numbers as contexts of vectors. */
  static List<float[][]> contexts(float[] flat, int count, int length, int dimension) {
    List<float[][]> contexts = new ArrayList<>(count);
    int at = 0;
    for (int c = 0; c < count; c++) {
      float[][] context = new float[length][dimension];
      for (float[] vector : context) {
        System.arraycopy(flat, at, vector, 0, dimension);
        at += dimension;
      }
      contexts.add(context);
    }
    return contexts;
  }
}
