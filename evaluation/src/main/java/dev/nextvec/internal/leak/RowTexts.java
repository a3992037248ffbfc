package dev.nextvec.internal.leak;

import dev.nextvec.data.Texts;
import java.io.IOException;
import java.util.Optional;

/** The text of a row, where texts are kept. */
@FunctionalInterface
public interface RowTexts {
  /** No texts. */
  RowTexts NONE = row -> Optional.empty();

  /**
   * The text.
   *
   * @throws IOException if it cannot be read
   */
  Optional<String> text(long row) throws IOException;

  /** Of a dataset. */
  static RowTexts of(Optional<Texts> texts) {
    return row -> texts.isEmpty() ? Optional.empty() : Optional.of(texts.get().text(row));
  }

  /** Of two stores, one behind the other, the second from row {@code start} on. */
  static RowTexts joined(Optional<Texts> first, Optional<Texts> second, long start) {
    return row -> row < start ? of(first).text(row) : of(second).text(row - start);
  }
}
