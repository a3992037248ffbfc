package dev.nextvec.internal.eval;

import dev.nextvec.data.Windows;
import dev.nextvec.eval.WindowScores;
import dev.nextvec.internal.eval.Batch.BatchConsumer;

/** Turns batches into one cosine and two errors per window. Sums run in double precision. */
public final class ScoreCollector implements BatchConsumer {
  private final String name;
  private final Windows windows;
  private final int[] rows;
  private final float[] mean;
  private final float[] cosine;
  private final float[] meanRemovedCosine;
  private final float[] squaredError;
  private final float[] normalisedSquaredError;

  /**
   * @param mean mean of the training targets
   */
  public ScoreCollector(String name, Windows windows, int[] rows, float[] mean) {
    this.name = name;
    this.windows = windows;
    this.rows = rows.clone();
    this.mean = mean.clone();
    this.cosine = new float[rows.length];
    this.meanRemovedCosine = new float[rows.length];
    this.squaredError = new float[rows.length];
    this.normalisedSquaredError = new float[rows.length];
  }

  @Override
  public void accept(Batch batch) {
    for (int i = 0; i < batch.count(); i++) {
      score(batch, i);
    }
  }

  public WindowScores scores() {
    int[] documents = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      documents[i] = windows.group(rows[i]);
    }
    return new WindowScores(
        rows, documents, cosine, meanRemovedCosine, squaredError, normalisedSquaredError);
  }

  private void score(Batch batch, int i) {
    int dimension = batch.dimension();
    double dot = 0;
    double pp = 0;
    double tt = 0;
    double error = 0;
    for (int d = 0, at = i * dimension; d < dimension; d++, at++) {
      double p = batch.raw()[at];
      double t = batch.targets()[at];
      dot += p * t;
      pp += p * p;
      tt += t * t;
      error += (p - t) * (p - t);
    }
    if (!Double.isFinite(error)) {
      throw notFinite(batch, i);
    }
    double norm = Math.sqrt(pp);
    int row = batch.from() + i;
    // |p/|p| - t|^2 = 1 - 2 (p.t)/|p| + |t|^2; a prediction of zero length stays zero.
    double normalised = norm == 0 ? tt : 1 - 2 * dot / norm + tt;
    cosine[row] = (float) (norm == 0 || tt == 0 ? 0 : dot / (norm * Math.sqrt(tt)));
    meanRemovedCosine[row] = meanRemoved(batch, i, norm);
    squaredError[row] = (float) (error / dimension);
    normalisedSquaredError[row] = (float) (Math.max(0, normalised) / dimension);
  }

  private float meanRemoved(Batch batch, int i, double norm) {
    double scale = norm == 0 ? 0 : 1 / norm;
    double dot = 0;
    double pp = 0;
    double tt = 0;
    for (int d = 0, at = i * mean.length; d < mean.length; d++, at++) {
      double p = scale * batch.raw()[at] - mean[d];
      double t = (double) batch.targets()[at] - mean[d];
      dot += p * t;
      pp += p * p;
      tt += t * t;
    }
    return (float) (pp == 0 || tt == 0 ? 0 : dot / Math.sqrt(pp * tt));
  }

  private IllegalArgumentException notFinite(Batch batch, int i) {
    int dimension = batch.dimension();
    int at = 0;
    while (at < dimension - 1 && Float.isFinite(batch.raw()[i * dimension + at])) {
      at++;
    }
    int window = batch.windows()[batch.from() + i];
    return new IllegalArgumentException(
        "`%s` predicted %s in dimension %d of window %d (document %d): its weights or the data are damaged"
            .formatted(
                name, batch.raw()[i * dimension + at], at, window, windows.document(window)));
  }
}
