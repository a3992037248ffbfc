package dev.nextvec.internal.page;

import dev.nextvec.retrieval.Hit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What follows a place or a text of an index.
 *
 * @param index its name
 * @param indexes names of all that are served
 * @param listing documents to choose from
 * @param passage what was said
 * @param columns what each way of searching finds
 * @param notes what could not be shown, and why
 */
public record Explored(
    String index,
    List<String> indexes,
    Listing listing,
    Passage passage,
    List<Column> columns,
    List<String> notes) {
  public Explored {
    indexes = List.copyOf(indexes);
    columns = List.copyOf(columns);
    notes = List.copyOf(notes);
  }

  /**
   * Some of the documents.
   *
   * @param found how many there are that fit
   * @param page which part of them this is, from 1
   * @param pages how many parts there are
   */
  public record Listing(List<Named> documents, int found, int page, int pages) {
    public Listing {
      documents = List.copyOf(documents);
    }
  }

  /** A document. */
  public record Named(String id, String title, long chunks) {
    /** What a person calls it. */
    public String name() {
      return title.isBlank() ? id : title;
    }
  }

  /**
   * What was said last, and what really comes next.
   *
   * @param document it is of; absent for a pasted text
   * @param at number of the next chunk
   * @param context oldest first
   * @param next absent at the end of a document and after a pasted text
   * @param model whose attention the context has; absent where it has none
   */
  public record Passage(
      Optional<Named> document,
      long at,
      List<Chunk> context,
      Optional<Chunk> next,
      Optional<String> model) {
    public Passage {
      context = List.copyOf(context);
    }
  }

  /**
   * A chunk.
   *
   * @param position in its document, from 0
   * @param attention from 0 to 1
   */
  public record Chunk(long position, String text, OptionalDouble attention) {}

  /**
   * One way of searching.
   *
   * @param strategy its name on every surface
   * @param preferred whether {@code /v1/retrieve} searches so unless told otherwise
   * @param hits best first
   * @param truth rank of the chunk that really comes next
   * @param depth how many hits were looked at for it
   * @param request what a shell sends to get the same
   */
  public record Column(
      String strategy,
      boolean preferred,
      List<Hit> hits,
      OptionalInt truth,
      int depth,
      String request) {
    public Column {
      hits = List.copyOf(hits);
    }
  }
}
