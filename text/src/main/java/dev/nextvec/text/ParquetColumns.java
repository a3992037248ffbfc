package dev.nextvec.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.metadata.RepetitionType;
import dev.hardwood.reader.RowReader;
import dev.hardwood.schema.FileSchema;
import dev.hardwood.schema.SchemaNode;
import dev.nextvec.internal.wording.Setting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The columns of a Parquet file that are read.
 *
 * @param own column of each name that JSONL has: a document's text, id and title
 * @param texts names of the other columns that hold texts
 * @param values names of those that hold numbers, dates, true or false
 * @param leftOut why a column is not read, by its name
 */
record ParquetColumns(
    Map<String, String> own, List<String> texts, List<String> values, Map<String, String> leftOut) {
  private static final String NESTED = "a nested column";

  /**
   * The columns of a file.
   *
   * @param shown the file, for messages
   * @throws IOException if one that is needed is not there, or is of another type
   */
  static ParquetColumns of(FileSchema schema, Columns named, String shown) throws IOException {
    Map<String, String> own = new LinkedHashMap<>();
    String text = named.text().orElse("text");
    own.put("text", required(schema, text, Setting.TEXT_COLUMN, false, shown));
    addOptional(schema, "id", named.id(), Setting.ID_COLUMN, shown, own);
    addOptional(schema, "title", named.title(), Setting.TITLE_COLUMN, shown, own);
    List<String> texts = new ArrayList<>();
    List<String> values = new ArrayList<>();
    Map<String, String> leftOut = new LinkedHashMap<>();
    for (SchemaNode node : schema.getRootNode().children()) {
      if (!own.containsValue(node.name())) {
        Optional<String> reason = reason(node);
        if (reason.isPresent()) {
          leftOut.put(node.name(), reason.get());
        } else {
          (isText(node) ? texts : values).add(node.name());
        }
      }
    }
    return new ParquetColumns(own, texts, values, leftOut);
  }

  private static void addOptional(
      FileSchema schema,
      String key,
      Optional<String> named,
      Setting setting,
      String shown,
      Map<String, String> own)
      throws IOException {
    if (named.isPresent() || find(schema, key).isPresent()) {
      own.put(key, required(schema, named.orElse(key), setting, key.equals("id"), shown));
    }
  }

  private static Optional<SchemaNode> find(FileSchema schema, String name) {
    return schema.getRootNode().children().stream()
        .filter(node -> node.name().equals(name))
        .findFirst();
  }

  private static String required(
      FileSchema schema, String name, Setting setting, boolean number, String shown)
      throws IOException {
    Optional<SchemaNode> node = find(schema, name);
    if (node.isEmpty()) {
      throw new IOException(
          "%s has no column `%s`: it has %s; %s names another"
              .formatted(
                  shown,
                  name,
                  schema.getRootNode().children().stream()
                      .map(SchemaNode::name)
                      .collect(Collectors.joining(", ")),
                  setting));
    }
    if (!isText(node.get()) && !(number && isWhole(node.get()))) {
      throw new IOException(
          "%s: column `%s` is %s, not %s; %s names another"
              .formatted(
                  shown,
                  name,
                  type(node.get()),
                  number ? "a text or a whole number" : "a text",
                  setting));
    }
    return name;
  }

  private static Optional<String> reason(SchemaNode node) {
    if (!(node instanceof SchemaNode.PrimitiveNode one)
        || one.repetitionType() == RepetitionType.REPEATED) {
      return Optional.of(NESTED);
    }
    if (JsonLine.OWN.contains(one.name())) {
      return Optional.of("the name has another meaning: rename it");
    }
    if (one.name().indexOf('.') >= 0) {
      return Optional.of("the name has a point: rename it");
    }
    boolean bytes =
        switch (one.type()) {
          case BYTE_ARRAY ->
              one.logicalType() == null
                  || !(isText(one) || one.logicalType() instanceof LogicalType.DecimalType);
          case FIXED_LEN_BYTE_ARRAY -> !(one.logicalType() instanceof LogicalType.DecimalType);
          case INT96 -> true;
          case BOOLEAN, INT32, INT64, FLOAT, DOUBLE -> false;
        };
    return bytes ? Optional.of("bytes that are no text") : Optional.empty();
  }

  /** Old writers do not say of a text that it is one. */
  private static boolean isText(SchemaNode node) {
    return node instanceof SchemaNode.PrimitiveNode one
        && one.repetitionType() != RepetitionType.REPEATED
        && one.type() == PhysicalType.BYTE_ARRAY
        && (one.logicalType() == null
            || one.logicalType() instanceof LogicalType.StringType
            || one.logicalType() instanceof LogicalType.EnumType
            || one.logicalType() instanceof LogicalType.JsonType);
  }

  private static boolean isWhole(SchemaNode node) {
    return node instanceof SchemaNode.PrimitiveNode one
        && one.repetitionType() != RepetitionType.REPEATED
        && (one.type() == PhysicalType.INT32 || one.type() == PhysicalType.INT64)
        && (one.logicalType() == null || one.logicalType() instanceof LogicalType.IntType);
  }

  private static String type(SchemaNode node) {
    if (!(node instanceof SchemaNode.PrimitiveNode one)
        || one.repetitionType() == RepetitionType.REPEATED) {
      return NESTED;
    }
    return "of type %s%s"
        .formatted(one.type(), one.logicalType() == null ? "" : " (" + one.logicalType() + ")");
  }

  /** Names of all columns that are read. */
  String[] names() {
    return Stream.of(own.values(), texts, values)
        .flatMap(Collection::stream)
        .toArray(String[]::new);
  }

  /**
   * Writes a row's values under the names that JSONL has for them.
   *
   * @param where the row, for messages
   */
  void put(RowReader row, ObjectNode into, String where) throws IOException {
    into.put("text", "");
    for (Map.Entry<String, String> each : own.entrySet()) {
      String name = each.getValue();
      if (!row.isNull(name)) {
        into.put(each.getKey(), text(row, name, where));
      }
    }
    for (String name : texts) {
      if (!row.isNull(name)) {
        into.put(name, text(row, name, where));
      }
    }
    for (String name : values) {
      if (!row.isNull(name)) {
        into.put(name, String.valueOf(row.getValue(name)));
      }
    }
  }

  private static String text(RowReader row, String name, String where) throws IOException {
    if (!(row.getRawValue(name) instanceof byte[] bytes)) {
      return String.valueOf(row.getValue(name));
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException(
          "%s: column `%s` holds bytes that are not UTF-8".formatted(where, name), e);
    }
  }
}
