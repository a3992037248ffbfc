package dev.nextvec.eval;

import dev.nextvec.internal.file.Sha256;
import java.util.Arrays;

/**
 * The scores of one predictor on each test window; row i of every array is the same window.
 *
 * @param windows window numbers
 * @param documents the document each window lies in
 * @param cosine cosine between prediction and target, -1 to 1; 0 for a prediction of zero length
 * @param meanRemovedCosine cosine between prediction, scaled to unit length, and target after the
 *     mean of the training targets is taken from both; 0 where nothing is left of one
 * @param squaredError mean over the dimensions of (raw prediction - target) squared
 * @param normalisedSquaredError the same for the prediction scaled to unit length; for unit targets
 *     it is 2 (1 - cosine) / dimension
 */
@SuppressWarnings("ArrayRecordComponent")
public record WindowScores(
    int[] windows,
    int[] documents,
    float[] cosine,
    float[] meanRemovedCosine,
    float[] squaredError,
    float[] normalisedSquaredError) {
  public WindowScores {
    int n = windows.length;
    if (documents.length != n
        || cosine.length != n
        || meanRemovedCosine.length != n
        || squaredError.length != n
        || normalisedSquaredError.length != n) {
      throw new IllegalArgumentException(
          "scores of %d windows have %d documents, %d cosines, %d and %d errors"
              .formatted(
                  n,
                  documents.length,
                  cosine.length,
                  squaredError.length,
                  normalisedSquaredError.length));
    }
    if (n == 0) {
      throw new IllegalArgumentException("there are no test windows to score");
    }
  }

  /** Scores of data whose training targets have the mean zero: removing it changes no cosine. */
  public WindowScores(
      int[] windows,
      int[] documents,
      float[] cosine,
      float[] squaredError,
      float[] normalisedSquaredError) {
    this(windows, documents, cosine, cosine, squaredError, normalisedSquaredError);
  }

  /** Number of windows. */
  public int size() {
    return windows.length;
  }

  /** Number of distinct documents. */
  public int documentCount() {
    return (int) Arrays.stream(documents).distinct().count();
  }

  /** SHA-256 of the window and document numbers: equal exactly when the rows are. */
  public String rowsSha256() {
    Sha256 hash = new Sha256();
    for (int i = 0; i < windows.length; i++) {
      hash.add(((long) windows[i] << Integer.SIZE) | Integer.toUnsignedLong(documents[i]));
    }
    return hash.hex();
  }
}
