package dev.nextvec.internal.twins;

/**
 * A row and another that is the same or almost.
 *
 * @param row the row that was asked about
 * @param like a row that resembles it
 * @param cosine their cosine
 */
public record Twin(long row, long like, double cosine) {
  /** Cosine from which two vectors count as the same text. */
  public static final double NEAR = 0.999;
}
