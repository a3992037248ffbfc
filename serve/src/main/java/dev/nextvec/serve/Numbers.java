package dev.nextvec.serve;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.model.FiniteRows;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Numbers of a request. What is no number is malformed; one that cannot be used is another matter.
 */
final class Numbers {
  private Numbers() {}

  /** A list of numbers. */
  static float[] vector(JsonValue json) throws IOException {
    json.requireList();
    float[] vector = new float[json.node().size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = number(json, i);
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
    json.requireList();
    int next = at;
    for (int i = 0; i < json.node().size(); i++) {
      if (json.node().get(i).isArray()) {
        next = fill(json.item(i), into, next);
      } else {
        if (next == into.length) {
          throw wrongCount(next + 1L, into.length);
        }
        into[next++] = number(json, i);
      }
    }
    return next;
  }

  private static Problem wrongCount(long found, int expected) {
    return Problem.unprocessable(
        "`data` must have %d numbers, as its shape says, but has %s%d"
            .formatted(expected, found > expected ? "at least " : "", found));
  }

  /** One of a list; its place is named only where that is needed, for there are many. */
  private static float number(JsonValue list, int i) throws IOException {
    JsonNode node = list.node().get(i);
    if (!node.isNumber()) {
      throw list.item(i).refused("be a number");
    }
    float value = (float) node.doubleValue();
    if (!Float.isFinite(value)) {
      JsonValue wrong = list.item(i);
      throw Problem.unprocessable(
          "%s: `%s` must be a finite number of 32 bits but is %s"
              .formatted(wrong.where(), wrong.path(), wrong.shown()));
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

  /** The same of many rows, from a buffer's position to its limit. */
  static boolean areFinite(FloatBuffer rows, int width) {
    FiniteRows all = new FiniteRows(width);
    float[] row = new float[width];
    for (FloatBuffer rest = rows.slice(); rest.hasRemaining(); ) {
      rest.get(row);
      all.add(row);
    }
    return all.areFinite();
  }

  /** Vectors of one length, one after another. */
  static FloatBuffer joined(List<float[]> vectors, int dimension) {
    FloatBuffer all = FloatBuffer.allocate(Math.multiplyExact(vectors.size(), dimension));
    vectors.forEach(all::put);
    return all.flip();
  }
}
