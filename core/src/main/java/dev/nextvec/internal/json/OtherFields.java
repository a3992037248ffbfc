package dev.nextvec.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a line about a document says of it besides the fields that it must or may have: texts,
 * numbers, true or false, and lists of these, each as text. {@code null} and an empty list say
 * nothing.
 *
 * @param kept the values of each field, at least one
 * @param leftOut why a field is not kept, by its name
 */
public record OtherFields(Map<String, List<String>> kept, Map<String, String> leftOut) {
  /** A field with more characters in its values is a text of its own, not a mark of a document. */
  public static final int MOST_CHARACTERS = 10_000;

  /** Names that mean something of every document to whoever filters by them. */
  private static final Set<String> TAKEN =
      Set.of("id", "title", "first", "count", "group", "document");

  public OtherFields {
    kept = Map.copyOf(kept);
    leftOut = Map.copyOf(leftOut);
  }

  /**
   * Those of an object.
   *
   * @param own names that were read already
   * @throws IOException if a value holds half of a character, which nothing can store
   */
  public static OtherFields of(JsonValue object, Set<String> own) throws IOException {
    Map<String, List<String>> kept = new LinkedHashMap<>();
    Map<String, String> leftOut = new LinkedHashMap<>();
    for (String name : object.names()) {
      if (own.contains(name)) {
        continue;
      }
      JsonValue value = new JsonValue(object.node().get(name), object.where(), name);
      Optional<String> problem = problem(name, value.node());
      if (problem.isPresent()) {
        leftOut.put(name, problem.get());
      } else if (!values(value.node()).isEmpty()) {
        kept.put(name, whole(value));
      }
    }
    return new OtherFields(kept, leftOut);
  }

  /** Writes such fields, as they are read: one value, or a list of several. */
  public static void put(Map<String, List<String>> fields, ObjectNode into) {
    new TreeMap<>(fields)
        .forEach(
            (name, values) -> {
              if (values.size() == 1) {
                into.put(name, values.getFirst());
              } else {
                values.forEach(into.putArray(name)::add);
              }
            });
  }

  private static Optional<String> problem(String name, JsonNode value) {
    boolean writable = StandardCharsets.UTF_8.newEncoder().canEncode(name);
    if (TAKEN.contains(name)) {
      return Optional.of("the name has another meaning: rename it");
    }
    if (name.isBlank()
        || !writable
        || name.indexOf('=') >= 0
        || name.chars().anyMatch(Character::isISOControl)) {
      return Optional.of("nothing can filter by such a name: rename it");
    }
    for (JsonNode each : value.isArray() ? value : List.of(value)) {
      if (!each.isValueNode() || each.isNull()) {
        return Optional.of("an object, or a list of more than texts, numbers, true and false");
      }
    }
    int length = values(value).stream().mapToInt(String::length).sum();
    return length > MOST_CHARACTERS
        ? Optional.of("more than %,d characters".formatted(MOST_CHARACTERS))
        : Optional.empty();
  }

  private static List<String> values(JsonNode value) {
    List<String> values = new ArrayList<>();
    for (JsonNode each : value.isArray() ? value : List.of(value)) {
      values.add(each.asText());
    }
    return values;
  }

  private static List<String> whole(JsonValue value) throws IOException {
    List<String> values = values(value.node());
    for (String each : values) {
      if (!StandardCharsets.UTF_8.newEncoder().canEncode(each)) {
        throw value.refused("have no half of a surrogate pair, which is no character,");
      }
    }
    return values;
  }
}
