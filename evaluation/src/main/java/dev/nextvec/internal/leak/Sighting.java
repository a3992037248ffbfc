package dev.nextvec.internal.leak;

/**
 * One place where a test document meets what a model learned from or was chosen by.
 *
 * @param row row of the test document
 * @param document its id
 * @param otherRow the row it meets
 * @param otherDocument the document of that row
 * @param otherPart {@code train} or {@code validation}; {@code test} where a window crosses
 *     documents
 * @param cosine of the two rows; for whole documents the one that half of the chunks reach, for a
 *     passage its lowest; NaN where none was taken
 * @param evidence what the texts of the two documents say; empty where it is not known
 */
public record Sighting(
    long row,
    String document,
    long otherRow,
    String otherDocument,
    String otherPart,
    double cosine,
    String evidence) {
  /** Without texts. */
  Sighting(
      long row,
      String document,
      long otherRow,
      String otherDocument,
      String otherPart,
      double cosine) {
    this(row, document, otherRow, otherDocument, otherPart, cosine, "");
  }

  /** The same place where rows of test documents are counted from {@code start}. */
  Sighting from(long start) {
    return new Sighting(
        row - start, document, otherRow, otherDocument, otherPart, cosine, evidence);
  }
}
