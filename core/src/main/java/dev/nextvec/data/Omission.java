package dev.nextvec.data;

import java.util.List;

/**
 * What one step left out for one reason.
 *
 * @param reason in a few words: {@code hidden}, {@code no text}, {@code navigation}
 * @param count how many, at least one
 * @param names which, as far as they have names; the first {@value #MOST_NAMES} of very many
 */
public record Omission(String reason, long count, List<String> names) {
  /** More are counted but not named. */
  public static final int MOST_NAMES = 10_000;

  public Omission {
    names = List.copyOf(names);
    if (reason.isBlank() || count < 1 || names.size() > Math.min(count, MOST_NAMES)) {
      throw new IllegalArgumentException(
          "what was left out needs a reason, a count and no more names but has `%s`, %d and %d names"
              .formatted(reason, count, names.size()));
    }
  }

  /**
   * How many there are besides the first names. Names may be fewer than what is counted: several
   * chunks of one document have its name.
   */
  public long besides(int names) {
    long named = this.names.size() == MOST_NAMES ? count : this.names.size();
    return Math.max(0, named - names);
  }
}
