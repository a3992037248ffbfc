package dev.nextvec.internal.page;

import dev.nextvec.data.Document;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an address asks of the map.
 *
 * @param coherence whether colours tell how alike neighbours are, not which document it is
 * @param document number of the document whose path is drawn
 * @param at place in it whose chunk is predicted
 */
record MapQuery(Query query, boolean coherence, Optional<Integer> document, OptionalLong at) {
  static final String BY = "by";
  static final String DOCUMENT = "document";
  static final String AT = "at";
  static final String BY_COHERENCE = "coherence";
  static final String BY_DOCUMENT = "document";

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it asks for what there is not
   */
  static MapQuery of(Query query, List<Document> documents) {
    String by = query.text(BY).orElse(BY_DOCUMENT);
    if (!by.equals(BY_DOCUMENT) && !by.equals(BY_COHERENCE)) {
      throw new IllegalArgumentException("chunks are not coloured by `%s`".formatted(by));
    }
    Optional<String> id = query.text(DOCUMENT);
    Optional<Integer> document = id.map(name -> numbered(documents, name));
    long count = document.map(d -> documents.get(d).count()).orElse(0L);
    OptionalLong at =
        count == 0 ? OptionalLong.empty() : query.number(AT, 0, Math.max(0, count - 1));
    return new MapQuery(query, by.equals(BY_COHERENCE), document, at);
  }

  private static int numbered(List<Document> documents, String id) {
    for (int d = 0; d < documents.size(); d++) {
      if (documents.get(d).id().equals(id)) {
        return d;
      }
    }
    throw new IllegalArgumentException("the dataset has no document `%s`".formatted(id));
  }

  /** The address of a place, in the same colours. */
  String place(String id, long position) {
    return query.with(DOCUMENT, id).with(AT, Long.toString(position)).link(MapView.TAB.path());
  }
}
