package dev.nextvec.internal.examine;

/**
 * A row and where it lies.
 *
 * @param row row of the vector store
 * @param document id of its document; empty if it belongs to none
 * @param chunk position in the document
 */
public record ChunkPlace(long row, String document, long chunk) {
  @Override
  public String toString() {
    return document.isEmpty()
        ? "row %d (of no document)".formatted(row)
        : "row %d (document `%s`, chunk %d)".formatted(row, document, chunk);
  }
}
