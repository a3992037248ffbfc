package dev.nextvec.internal.twins;

/**
 * Rows of one document that follow each other.
 *
 * @param owner number of what it belongs to: stretches of one owner are never compared
 * @param first first row
 * @param count number of rows, positive
 */
public record Stretch(int owner, long first, int count) {
  public Stretch {
    if (first < 0 || count < 1) {
      throw new IllegalArgumentException(
          "a stretch of %d rows from row %d is none".formatted(count, first));
    }
  }
}
