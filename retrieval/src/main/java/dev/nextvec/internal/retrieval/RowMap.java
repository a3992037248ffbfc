package dev.nextvec.internal.retrieval;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Document;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the rows of a dataset are in its index: an index that was updated has its documents in an
 * order of its own.
 *
 * @param rows the index's row of each of the dataset's
 */
@SuppressWarnings("ArrayRecordComponent")
record RowMap(int[] rows) {

  /**
   * Of an index and the dataset that it is of.
   *
   * @throws IOException if they have not the same documents
   */
  static RowMap of(IndexedDocuments index, Dataset dataset) throws IOException {
    Map<String, Document> indexed = new HashMap<>();
    index.all().forEach(each -> indexed.put(each.id(), each));
    int[] rows = new int[Math.toIntExact(dataset.count())];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i; // rows of no document stay where they are: such an index is never updated
    }
    for (Document own : dataset.documents()) {
      long first =
          Optional.ofNullable(indexed.get(own.id()))
              .filter(there -> there.count() == own.count())
              .orElseThrow(
                  () ->
                      new IOException(
                          "the index lacks chunks of document `%s`".formatted(own.id())))
              .first();
      for (long k = 0; k < own.count(); k++) {
        rows[(int) (own.first() + k)] = (int) (first + k);
      }
    }
    return new RowMap(rows);
  }

  int of(long row) {
    return rows[(int) row];
  }
}
