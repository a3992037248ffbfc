package dev.nextvec.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.json.JsonValue;
import java.io.IOException;
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
    return new Account(
        json.field("stages").items(AccountJson::stage),
        json.field("notes").texts(),
        json.node().has("options") ? json.field("options").texts() : List.of());
  }

  private static Stage stage(JsonValue json) throws IOException {
    return new Stage(
        step(json.field("step")),
        count(json.field("in")),
        count(json.field("out")),
        json.field("left_out").items(AccountJson::omission));
  }

  private static Omission omission(JsonValue json) throws IOException {
    return new Omission(
        json.field("reason").text(), count(json.field("count")), json.field("names").texts());
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
}
