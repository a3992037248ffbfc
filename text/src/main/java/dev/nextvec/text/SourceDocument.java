package dev.nextvec.text;

import java.util.List;
import java.util.Map;

/**
 * One document as read: ordered text without markup.
 *
 * @param id unique name within the corpus
 * @param title what a person calls it; may be empty
 * @param blocks paragraphs in order or, where {@code chunked}, ready-made chunks; none is blank
 * @param chunked whether the blocks are chunks to be kept exactly as they are
 * @param fields what else is said of it, to filter by: one or more values of each name
 */
public record SourceDocument(
    String id,
    String title,
    List<String> blocks,
    boolean chunked,
    Map<String, List<String>> fields) {
  public SourceDocument {
    if (id.isBlank()) {
      throw new IllegalArgumentException("a document's id must not be blank");
    }
    blocks = List.copyOf(blocks);
    fields = Map.copyOf(fields);
    requireWhole(id, id);
    requireWhole(title, id);
    for (String block : blocks) {
      if (block.isBlank()) {
        throw new IllegalArgumentException("document `" + id + "` has a blank block");
      }
      requireWhole(block, id);
    }
  }

  private static void requireWhole(String text, String id) {
    int half = Surrogates.firstLone(text);
    if (half >= 0) {
      throw new IllegalArgumentException(
          "document `%s` has half a character (U+%04X) that cannot be stored"
              .formatted(id, (int) text.charAt(half)));
    }
  }

  /** A document of which nothing else is said. */
  public SourceDocument(String id, String title, List<String> blocks, boolean chunked) {
    this(id, title, blocks, chunked, Map.of());
  }

  /** A document of paragraphs. */
  public SourceDocument(String id, String title, List<String> blocks) {
    this(id, title, blocks, false);
  }

  /** Whether there is nothing to encode. */
  public boolean isEmpty() {
    return blocks.isEmpty();
  }
}
