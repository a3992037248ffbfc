package dev.nextvec.internal.page;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What Explore is asked to show.
 *
 * @param index by name; absent for the only one
 * @param document of the index; absent for the first
 * @param at number of the chunk that would come next; absent for the first that has a whole context
 * @param text pasted, in place of a document
 * @param find a part of the title or id of the documents to list; may be empty
 * @param page of that list, from 1
 */
public record ExploreQuery(
    Optional<String> index,
    Optional<String> document,
    OptionalLong at,
    Optional<String> text,
    String find,
    int page) {
  /** Longest text: an address that is longer when encoded is refused before it is read. */
  public static final int LONGEST = 6000;

  static final String INDEX = "index";
  static final String DOCUMENT = "document";
  static final String AT = "at";
  static final String TEXT = "text";
  static final String FIND = "find";
  static final String PAGE = "page";

  public ExploreQuery {
    if (text.isPresent() && document.isPresent()) {
      throw new IllegalArgumentException(
          "`text` and `document` exclude each other: paste a text, or choose a document");
    }
    if (text.isPresent() && text.get().length() > LONGEST) {
      throw new IllegalArgumentException(
          "the text has %,d characters but the page takes %,d, of which the last few chunks count: paste its end, or send it to /v1/retrieve, which takes more"
              .formatted(text.get().length(), LONGEST));
    }
  }

  static ExploreQuery of(Query query) {
    return new ExploreQuery(
        query.text(INDEX),
        query.text(DOCUMENT),
        query.number(AT, 1, Integer.MAX_VALUE),
        query.text(TEXT),
        query.text(FIND).map(String::strip).orElse(""),
        (int) query.number(PAGE, 1, Integer.MAX_VALUE).orElse(1));
  }
}
