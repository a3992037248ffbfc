package dev.nextvec.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An {@link Account} as the object {@code account}, the same in {@code dataset.json} and output.
 */
public final class AccountJson {
  private AccountJson() {}

  /** One object: {@code {"stages": [{"step", "in", "out", "left_out"}], "notes": []}}. */
  public static ObjectNode of(Account account) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode stages = json.putArray("stages");
    for (Stage stage : account.stages()) {
      ObjectNode node = stages.addObject().put("step", stage.step().key());
      node.put("in", stage.in()).put("out", stage.out());
      ArrayNode leftOut = node.putArray("left_out");
      for (Omission omission : stage.leftOut()) {
        ObjectNode item = leftOut.addObject();
        item.put("reason", omission.reason()).put("count", omission.count());
        omission.names().forEach(item.putArray("names")::add);
      }
    }
    account.notes().forEach(json.putArray("notes")::add);
    return json;
  }

  /**
   * Reads what {@link #of} wrote.
   *
   * @param where the file, for messages
   * @throws IOException if it is anything else, or its numbers contradict each other
   */
  static Account read(JsonNode json, String where) throws IOException {
    List<Stage> stages = new ArrayList<>();
    for (JsonNode stage : list(json, "stages", where)) {
      List<Omission> leftOut = new ArrayList<>();
      for (JsonNode item : list(stage, "left_out", where)) {
        leftOut.add(omission(item, where));
      }
      stages.add(
          new Stage(
              step(stage, where),
              Json.wholeNumber(stage, "in", where),
              Json.wholeNumber(stage, "out", where),
              leftOut));
    }
    return new Account(stages, strings(json, "notes", where));
  }

  private static Omission omission(JsonNode item, String where) throws IOException {
    return new Omission(
        Json.text(item, "reason", where),
        Json.wholeNumber(item, "count", where),
        strings(item, "names", where));
  }

  private static Step step(JsonNode stage, String where) throws IOException {
    String key = Json.text(stage, "step", where);
    return Arrays.stream(Step.values())
        .filter(step -> step.key().equals(key))
        .findFirst()
        .orElseThrow(() -> new IOException(where + ": unknown step `" + key + "` in `account`"));
  }

  private static JsonNode list(JsonNode object, String field, String where) throws IOException {
    JsonNode value = object.path(field);
    if (!value.isArray()) {
      throw new IOException(where + ": `" + field + "` of `account` must be a list");
    }
    return value;
  }

  private static List<String> strings(JsonNode object, String field, String where)
      throws IOException {
    List<String> strings = new ArrayList<>();
    for (JsonNode value : list(object, field, where)) {
      if (!value.isTextual()) {
        throw new IOException(where + ": `" + field + "` of `account` must hold strings");
      }
      strings.add(value.textValue());
    }
    return strings;
  }
}
