package dev.nextvec.text;

import java.util.Optional;

/**
 * Which columns of a Parquet file are a document's text, id and title. Those that are not named are
 * {@code text}, {@code id} and {@code title}, as in JSONL; the last two need not be there.
 *
 * @param text column of the text
 * @param id column of the id, a text or a number; without one a row is called {@code file:row}
 * @param title column of the title
 */
public record Columns(Optional<String> text, Optional<String> id, Optional<String> title) {
  public Columns {
    requireName(text);
    requireName(id);
    requireName(title);
  }

  private static void requireName(Optional<String> name) {
    if (name.isPresent() && name.get().isBlank()) {
      throw new IllegalArgumentException("the name of a column must not be blank");
    }
  }

  /** {@code text}, and where they are there {@code id} and {@code title}. */
  public static Columns standard() {
    return new Columns(Optional.empty(), Optional.empty(), Optional.empty());
  }
}
