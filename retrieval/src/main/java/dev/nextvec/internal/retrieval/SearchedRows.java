package dev.nextvec.internal.retrieval;

import dev.nextvec.data.Document;
import dev.nextvec.retrieval.Context;
import dev.nextvec.retrieval.Search;
import java.util.BitSet;
import java.util.Optional;

/**
 * Which chunks of an index a search may find.
 *
 * @param chunks how many there are
 */
record SearchedRows(IndexedDocuments documents, int chunks) {

  /** Rows that may be found; absent for all. */
  Optional<BitSet> of(Context context, Search wanted, int length) {
    boolean all = wanted.scope() == Search.Scope.ANY && wanted.filters().isEmpty();
    if (all && (wanted.keepContext() || context.place().isEmpty())) {
      return Optional.empty();
    }
    BitSet rows = new BitSet(chunks);
    if (wanted.filters().isEmpty()) {
      rows.set(0, chunks);
    } else {
      documents.where(wanted.filters()).forEach(each -> set(rows, each, true));
    }
    restrict(rows, context, wanted, length);
    return Optional.of(rows);
  }

  private void restrict(BitSet rows, Context context, Search wanted, int length) {
    if (context.place().isEmpty()) {
      if (wanted.scope() != Search.Scope.ANY) {
        throw new IllegalArgumentException(
            "nothing says which document the context is of: name a document of the corpus, or"
                + " search in all");
      }
      return;
    }
    Context.Place place = context.place().get();
    Document own = documents.named(place.document());
    switch (wanted.scope()) {
      case ANY -> {}
      case SAME_DOCUMENT -> {
        BitSet inside = new BitSet();
        set(inside, own, true);
        rows.and(inside);
      }
      case OTHER_DOCUMENTS -> set(rows, own, false);
    }
    if (!wanted.keepContext()) {
      long end = own.first() + Math.min(place.at(), own.count());
      rows.clear((int) Math.max(own.first(), end - length), (int) end);
    }
  }

  private static void set(BitSet rows, Document document, boolean value) {
    rows.set((int) document.first(), (int) (document.first() + document.count()), value);
  }
}
