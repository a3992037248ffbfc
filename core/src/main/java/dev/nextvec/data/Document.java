package dev.nextvec.data;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * An ordered run of chunks: rows {@code first} to {@code first + count - 1} of the vector store.
 *
 * @param id unique name within the dataset
 * @param title what a person calls it; may be empty
 * @param first first row
 * @param count number of chunks
 * @param group documents of one group never part between train, validation and test; usually the id
 * @param fields what else is known of it, to filter by: one or more values of each name
 */
public record Document(
    String id,
    String title,
    long first,
    long count,
    String group,
    Map<String, List<String>> fields) {
  public Document {
    fields =
        fields.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, each -> List.copyOf(each.getValue())));
    requireWritable("id", id);
    requireWritable("title", title);
    requireWritable("group", group);
    if (id.isBlank() || id.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "document id %s must have a visible character and no control character"
              .formatted(escaped(id)));
    }
    if (first < 0 || count < 0) {
      throw new IllegalArgumentException(
          "document `"
              + id
              + "` has first "
              + first
              + " and count "
              + count
              + ": both must be >= 0");
    }
  }

  /** Half of a surrogate pair has no UTF-8: written, it would become another character. */
  private static void requireWritable(String what, String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(
          "document %s %s has half of a surrogate pair, which is no character: repair it"
              .formatted(what, escaped(text)));
    }
  }

  private static String escaped(String text) {
    StringBuilder shown = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      boolean plain = !Character.isISOControl(c) && !Character.isSurrogate(c);
      shown.append(plain ? String.valueOf(c) : "\\u%04x".formatted((int) c));
    }
    return shown.append('"').toString();
  }

  /** A document of which nothing else is known. */
  public Document(String id, String title, long first, long count, String group) {
    this(id, title, first, count, group, Map.of());
  }

  /** A document that is its own group. */
  public Document(String id, String title, long first, long count) {
    this(id, title, first, count, id);
  }

  /**
   * Which document a row lies in.
   *
   * @param documents in the order of their rows, as {@link Dataset#documents} has them
   * @return its place among them; empty for a row of none
   */
  public static OptionalInt holding(List<Document> documents, long row) {
    int low = 0;
    int high = documents.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Document document = documents.get(middle);
      if (row < document.first) {
        high = middle - 1;
      } else if (row >= document.end()) {
        low = middle + 1;
      } else {
        return OptionalInt.of(middle);
      }
    }
    return OptionalInt.empty();
  }

  /** One more than its last row. */
  public long end() {
    return first + count;
  }

  /** The same in other rows. */
  public Document at(long row, long rows) {
    return new Document(id, title, row, rows, group, fields);
  }

  /** The same in another group. */
  Document inGroup(String name) {
    return new Document(id, title, first, count, name, fields);
  }

  /** Number of windows of {@code contextLength + 1} chunks inside this document. */
  public long windows(int contextLength) {
    return Math.max(0, count - contextLength);
  }
}
