package dev.nextvec.internal.examine;

import dev.nextvec.data.Document;
import java.util.List;
import java.util.OptionalInt;

/**
 * Finds the document of a row.
 *
 * @param documents in the order of their rows
 */
record Locations(List<Document> documents) {
  ChunkPlace of(long row) {
    OptionalInt found = Document.holding(documents, row);
    if (found.isEmpty()) {
      return new ChunkPlace(row, "", 0);
    }
    Document document = documents.get(found.getAsInt());
    return new ChunkPlace(row, document.id(), row - document.first());
  }

  List<List<ChunkPlace>> each(List<Long> rows) {
    return rows.stream().limit(Finding.LISTED).map(row -> List.of(of(row))).toList();
  }

  List<ChunkPlace> group(List<Long> rows) {
    return rows.stream().map(this::of).toList();
  }
}
