package dev.nextvec.internal.examine;

import dev.nextvec.data.Document;
import java.util.Comparator;
import java.util.List;

/** Finds the document of a row. */
final class Locations {
  private final List<Document> sorted;

  Locations(List<Document> documents) {
    this.sorted = documents.stream().sorted(Comparator.comparingLong(Document::first)).toList();
  }

  ChunkPlace of(long row) {
    int low = 0;
    int high = sorted.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted.get(middle).first() <= row) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    for (int i = low - 1; i >= 0 && i >= low - 2; i--) { // an empty document may come between
      Document document = sorted.get(i);
      if (row < document.first() + document.count()) {
        return new ChunkPlace(row, document.id(), row - document.first());
      }
    }
    return new ChunkPlace(row, "", 0);
  }

  List<List<ChunkPlace>> each(List<Long> rows) {
    return rows.stream().limit(Finding.LISTED).map(row -> List.of(of(row))).toList();
  }

  List<ChunkPlace> group(List<Long> rows) {
    return rows.stream().map(this::of).toList();
  }
}
