package dev.nextvec.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.nextvec.internal.file.FileErrors;
import dev.nextvec.internal.wording.Beginning;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A value that came from outside as JSON, and where it stands. Every reading is strict: what is
 * missing or of another kind is an {@link IOException} that names its path, never a zero, an empty
 * text or a guess.
 *
 * @param node what was read
 * @param where the file or service, for messages
 * @param path where in it, like {@code data[3].embedding}; empty for the whole
 */
public record JsonValue(JsonNode node, String where, String path) {
  /**
   * A document may be one string, however long; NaN is read so that it can be refused by its path.
   */
  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build()
          .readerFor(JsonNode.class);

  private static final int SHOWN = 60;
  private static final Pattern UNDERSCORE = Pattern.compile("_([a-z])");

  /** Turns a value into what it stands for. */
  @FunctionalInterface
  public interface Reading<T> {
    T of(JsonValue value) throws IOException;
  }

  /** Reads a whole text. */
  public static JsonValue parse(byte[] json, String where) throws IOException {
    try {
      JsonNode node = READER.readValue(json);
      return new JsonValue(node, where, "");
    } catch (JsonProcessingException e) {
      int shown = Math.min(json.length, 2 * SHOWN);
      throw malformed(where, e, new String(json, 0, shown, StandardCharsets.UTF_8));
    } catch (
        CharConversionException e) { // bytes that look like another form of Unicode, and are not
      throw new MalformedJson(where + " is not valid JSON: it is not in UTF-8");
    }
  }

  /**
   * Reads a whole text that was read already, such as a line of a file.
   *
   * @param where the file and the line
   */
  public static JsonValue parse(String json, String where) throws IOException {
    try {
      JsonNode node = READER.readValue(json);
      return new JsonValue(node, where, "");
    } catch (JsonProcessingException e) {
      throw malformed(where, e, json.substring(0, Math.min(json.length(), 2 * SHOWN)));
    }
  }

  /** Reads a file. */
  public static JsonValue read(Path file) throws IOException {
    FileErrors.requireNoFolder(file);
    return parse(Files.readAllBytes(file), file.toString());
  }

  /** Says where and why, without the library's own words on where it read from. */
  private static MalformedJson malformed(
      String where, JsonProcessingException e, String beginning) {
    JsonLocation at = e.getLocation();
    String line = at == null || at.getLineNr() < 2 ? "" : "line " + at.getLineNr() + ", ";
    String place = at == null ? "" : " (" + line + "column " + at.getColumnNr() + ")";
    String reason =
        shortened(
            e.getOriginalMessage().replaceAll("\\(start marker at .*|: was expecting .*", ""));
    String begins = beginning.isBlank() ? "it is empty" : "it begins with " + shortened(beginning);
    return new MalformedJson(where + " is not valid JSON: " + reason + place + "; " + begins);
  }

  /** A field that must be there; {@code null} counts as missing. */
  public JsonValue field(String name) throws IOException {
    Optional<JsonValue> value = optional(name);
    if (value.isEmpty()) {
      throw new JsonValue(node.path(spelled(name)), where, pathOf(spelled(name)))
          .refused("be there");
    }
    return value.get();
  }

  /**
   * A field that may be missing or {@code null}.
   *
   * @param name as it is written today, {@code batch_size}; files made before that say {@code
   *     batchSize}
   */
  public Optional<JsonValue> optional(String name) throws IOException {
    if (!node.isObject()) {
      throw refused("be an object");
    }
    String found = spelled(name);
    JsonNode value = node.path(found);
    return value.isMissingNode() || value.isNull()
        ? Optional.empty()
        : Optional.of(new JsonValue(value, where, pathOf(found)));
  }

  /** What a field that may be missing stands for. */
  public <T> Optional<T> optional(String name, Reading<T> reading) throws IOException {
    Optional<JsonValue> value = optional(name);
    return value.isPresent() ? Optional.of(reading.of(value.get())) : Optional.empty();
  }

  /** A whole number of at least {@code least} that may be missing. */
  public OptionalInt optionalCount(String name, int least) throws IOException {
    Optional<JsonValue> value = optional(name);
    return value.isPresent() ? OptionalInt.of(value.get().count(least)) : OptionalInt.empty();
  }

  /** A finite number that may be missing. */
  public OptionalDouble optionalNumber(String name) throws IOException {
    Optional<JsonValue> value = optional(name);
    return value.isPresent() ? OptionalDouble.of(value.get().number()) : OptionalDouble.empty();
  }

  /** As it is written here; as it is today where it is missing. */
  private String spelled(String name) {
    if (node.has(name) || name.indexOf('_') < 0) {
      return name;
    }
    String former = formerly(name);
    return node.has(former) ? former : name;
  }

  /** How a field was spelled before all were in snake case. */
  public static String formerly(String name) {
    return UNDERSCORE.matcher(name).replaceAll(m -> m.group(1).toUpperCase(Locale.ROOT));
  }

  /**
   * Makes sure that a file of an old format spells a field as files did then. A format number that
   * was lowered, to do without the seal that newer formats must have, is told by that.
   *
   * @param name as it is spelled today
   */
  public void requireFormerly(String name) throws IOException {
    if (node.has(name)) {
      throw new MalformedJson(
          "%s: `%s` was spelled `%s` when files had the format that it says it has: it was changed after it was written"
              .formatted(where, pathOf(name), formerly(name)));
    }
  }

  private String pathOf(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** Names of an object's fields that are not {@code null}, in order. */
  public List<String> names() throws IOException {
    if (!node.isObject()) {
      throw refused("be an object");
    }
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    names.removeIf(name -> !node.hasNonNull(name));
    return names;
  }

  /** Elements of a list. */
  public List<JsonValue> items() throws IOException {
    requireList();
    List<JsonValue> items = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      items.add(item(i));
    }
    return items;
  }

  /** Refuses what is no list. */
  public void requireList() throws IOException {
    if (!node.isArray()) {
      throw refused("be a list");
    }
  }

  /** Element {@code i} of a list. */
  public JsonValue item(int i) {
    return new JsonValue(node.get(i), where, path + "[" + i + "]");
  }

  /** What the elements of a list stand for. */
  public <T> List<T> items(Reading<T> reading) throws IOException {
    List<T> items = new ArrayList<>();
    for (JsonValue item : items()) {
      items.add(reading.of(item));
    }
    return items;
  }

  /** A string, or the digits of a whole number: people number what they name. */
  public String label() throws IOException {
    return node.isIntegralNumber() ? node.asText() : text();
  }

  /** A string. */
  public String text() throws IOException {
    if (!node.isTextual()) {
      throw refused("be a string");
    }
    return node.textValue();
  }

  /** True or false. */
  public boolean truth() throws IOException {
    if (!node.isBoolean()) {
      throw refused("be true or false");
    }
    return node.booleanValue();
  }

  /** A whole number within bounds, both included. */
  public long wholeNumber(long least, long most) throws IOException {
    boolean whole = node.isIntegralNumber() && node.canConvertToLong();
    if (!whole || node.longValue() < least || node.longValue() > most) {
      throw refused("be a whole number " + bounds(least, most));
    }
    return node.longValue();
  }

  private static String bounds(long least, long most) {
    return most == Long.MAX_VALUE ? "of at least " + least : "from " + least + " to " + most;
  }

  /** A whole number of at least {@code least}. */
  public int count(int least) throws IOException {
    return (int) wholeNumber(least, Integer.MAX_VALUE);
  }

  /** A finite number. */
  public double number() throws IOException {
    if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
      throw refused("be a number");
    }
    return node.doubleValue();
  }

  /** A list of strings. */
  public List<String> texts() throws IOException {
    return items(JsonValue::text);
  }

  /** A list of numbers, each finite as a float32. */
  public float[] floats() throws IOException {
    if (!node.isArray()) {
      throw refused("be a list of numbers");
    }
    float[] values = new float[node.size()];
    for (int i = 0; i < values.length; i++) {
      JsonNode item = node.get(i);
      values[i] = item.isNumber() ? (float) item.doubleValue() : Float.NaN;
      if (!Float.isFinite(values[i])) {
        throw new JsonValue(item, where, path + "[" + i + "]").refused("be a number of float32");
      }
    }
    return values;
  }

  /**
   * What to throw where this value will not do.
   *
   * @param wanted goes on after "must": {@code be a list}
   */
  public MalformedJson refused(String wanted) {
    String name = path.isEmpty() ? "it" : "`" + path + "`";
    return new MalformedJson(where + ": " + name + " must " + wanted + " but is " + shown());
  }

  /** The value in a few words, for messages. */
  public String shown() {
    return switch (node.getNodeType()) {
      case MISSING -> "missing";
      case ARRAY, OBJECT ->
          (node.isArray() ? "a list of " : "an object of ")
              + node.size()
              + ": "
              + shortened(json());
      case STRING, BINARY -> "the string " + shortened(json());
      case NUMBER, BOOLEAN, NULL, POJO -> shortened(json().replace("\"", ""));
    };
  }

  private String json() {
    return node.toString();
  }

  private static String shortened(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return Beginning.of(line, SHOWN, "...");
  }
}
