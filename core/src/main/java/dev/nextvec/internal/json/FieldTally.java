package dev.nextvec.internal.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** In how many lines each other field was kept, and each that was not, with the reason. */
public final class FieldTally {
  private static final int MOST_FIELDS = 100;

  private final SortedMap<String, Long> kept = new TreeMap<>();
  private final SortedMap<String, SortedMap<String, Long>> leftOut = new TreeMap<>();

  /** Counts those of one line. */
  public void add(OtherFields fields) {
    fields.kept().keySet().forEach(name -> count(kept, name));
    fields
        .leftOut()
        .forEach((name, why) -> count(leftOut.computeIfAbsent(why, any -> new TreeMap<>()), name));
  }

  /**
   * Counts those that another counted.
   *
   * @throws IOException if it is not what {@link #toJson} wrote
   */
  public void add(JsonValue other) throws IOException {
    addAll(other.field("kept"), kept);
    JsonValue reasons = other.field("left_out");
    for (String why : reasons.names()) {
      addAll(reasons.field(why), leftOut.computeIfAbsent(why, any -> new TreeMap<>()));
    }
  }

  private static void addAll(JsonValue other, SortedMap<String, Long> counts) throws IOException {
    for (String name : other.names()) {
      count(counts, name, other.field(name).wholeNumber(1, Long.MAX_VALUE));
    }
  }

  /** The counts, for another to add. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    kept.forEach(json.putObject("kept")::put);
    ObjectNode reasons = json.putObject("left_out");
    leftOut.forEach((why, counts) -> counts.forEach(reasons.putObject(why)::put));
    return json;
  }

  private static void count(SortedMap<String, Long> counts, String name) {
    count(counts, name, 1);
  }

  private static void count(SortedMap<String, Long> counts, String name, long lines) {
    boolean known = counts.size() < MOST_FIELDS || counts.containsKey(name);
    counts.merge(known ? name : "others", lines, Long::sum);
  }

  /** A sentence of those that were kept, and one for each reason why some were not. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (!kept.isEmpty()) {
      notes.add(
          "Fields kept with their documents, to filter by, and of how many: %s."
              .formatted(named(kept)));
    }
    notes.addAll(leftOut());
    return notes;
  }

  /** A sentence for each reason why some were not kept. */
  public List<String> leftOut() {
    return leftOut.entrySet().stream()
        .map(
            e ->
                "Fields left out (%s), and of how many: %s."
                    .formatted(e.getKey(), named(e.getValue())))
        .toList();
  }

  private static String named(SortedMap<String, Long> counts) {
    return counts.entrySet().stream()
        .map(field -> "`%s` of %d".formatted(field.getKey(), field.getValue()))
        .collect(Collectors.joining(", "));
  }
}
