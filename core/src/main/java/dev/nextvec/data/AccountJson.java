package dev.nextvec.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.json.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An {@link Account} as the object {@code account}, the same in {@code dataset.json} and output.
 */
public final class AccountJson {
  private AccountJson() {}

  /**
   * One object: {@code {"stages": [{"step", "in", "out", "left_out"}], "notes": [], "options":
   * []}}.
   */
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
    account.options().forEach(json.putArray("options")::add);
    return json;
  }

  /**
   * Reads what {@link #of} wrote.
   *
   * @param where the file, for messages
   * @throws IOException if it is anything else
   */
  public static Account fromJson(JsonNode json, String where) throws IOException {
    return read(new JsonValue(json, where, ""));
  }

  /**
   * The same, of a value.
   *
   * @throws IOException if it is anything else
   * @throws IllegalArgumentException if its numbers contradict each other
   */
  static Account read(JsonValue json) throws IOException {
    List<Stage> stages = new ArrayList<>();
    for (JsonValue stage : json.field("stages").items()) {
      List<Omission> leftOut = new ArrayList<>();
      for (JsonValue item : stage.field("left_out").items()) {
        leftOut.add(
            new Omission(
                item.field("reason").text(), count(item.field("count")), texts(item, "names")));
      }
      stages.add(
          new Stage(
              step(stage.field("step")),
              count(stage.field("in")),
              count(stage.field("out")),
              leftOut));
    }
    List<String> options = json.node().has("options") ? texts(json, "options") : List.of();
    return new Account(stages, texts(json, "notes"), options);
  }

  private static long count(JsonValue value) throws IOException {
    return value.wholeNumber(0, Long.MAX_VALUE);
  }

  private static Step step(JsonValue value) throws IOException {
    String key = value.text();
    return Arrays.stream(Step.values())
        .filter(step -> step.key().equals(key))
        .findFirst()
        .orElseThrow(() -> value.refused("be a known step"));
  }

  private static List<String> texts(JsonValue object, String field) throws IOException {
    List<String> texts = new ArrayList<>();
    for (JsonValue value : object.field(field).items()) {
      texts.add(value.text());
    }
    return texts;
  }
}
