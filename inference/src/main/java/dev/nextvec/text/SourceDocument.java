package dev.nextvec.text;

import java.util.List;

/**
 * One document as read: ordered text without markup.
 *
 * @param id unique name within the corpus
 * @param title what a person calls it; may be empty
 * @param blocks paragraphs in order or, where {@code chunked}, ready-made chunks; none is blank
 * @param chunked whether the blocks are chunks to be kept exactly as they are
 */
public record SourceDocument(String id, String title, List<String> blocks, boolean chunked) {
  public SourceDocument {
    if (id.isBlank()) {
      throw new IllegalArgumentException("a document's id must not be blank");
    }
    blocks = List.copyOf(blocks);
    for (String block : blocks) {
      if (block.isBlank()) {
        throw new IllegalArgumentException("document `" + id + "` has a blank block");
      }
    }
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
