package dev.nextvec.internal.store;

import dev.nextvec.vector.RowChecks;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * A vector of a store with what it stands for.
 *
 * @param id what it is replaced and removed by
 * @param vector as it was given, to the bit; finite and not zero
 * @param text what it was made of, if that is kept
 * @param metadata texts, {@link java.util.UUID}s and numbers (int, long, float, double) by name
 */
@SuppressWarnings("ArrayRecordComponent")
public record Entry(
    String id, float[] vector, Optional<String> text, Map<String, Object> metadata) {
  private static final int LONGEST_ID = 8_000;

  public Entry {
    metadata = Map.copyOf(metadata);
    if (id.isBlank()) {
      throw new IllegalArgumentException("an entry of a store needs an id but it was blank");
    }
    if (id.length() > LONGEST_ID) {
      throw new IllegalArgumentException(
          "an id has at most %d characters but one had %d characters"
              .formatted(LONGEST_ID, id.length()));
    }
    requireUnicode(id, id);
    requireUnicode(id, text.orElse(""));
    metadata.forEach(
        (key, value) -> {
          requireUnicode(id, key);
          requireUnicode(id, String.valueOf(value));
        });
    requireSound("the vector of entry `%s`".formatted(id), vector);
    metadata.forEach(MetadataValue::of);
  }

  /** Half of a character cannot be stored: it would come back as another. */
  private static void requireUnicode(String id, String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(
          "a text of entry `%s` has half of a character (a surrogate alone): mend it"
              .formatted(id));
    }
  }

  /** Refuses vectors that have no direction, or whose length no float can hold. */
  static void requireSound(String who, float[] vector) {
    if (vector.length == 0) {
      throw new IllegalArgumentException(who + " has no components");
    }
    RowChecks.problem(vector, 0, vector.length)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(who + " " + problem);
            });
    double squares = 0;
    for (float component : vector) {
      squares += (double) component * component;
    }
    if (squares < Float.MIN_NORMAL || squares > Float.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s is %s long: its cosines cannot be computed in float32, so scale it"
              .formatted(who, Math.sqrt(squares)));
    }
  }
}
