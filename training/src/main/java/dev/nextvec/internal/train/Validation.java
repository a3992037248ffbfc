package dev.nextvec.internal.train;

import dev.nextvec.run.Lengths;
import dev.nextvec.vector.Rows;

/**
 * Quality on the validation windows.
 *
 * @param loss mean over windows and dimensions of (prediction / ||prediction|| - target)²; for unit
 *     targets it is 2 (1 - cosine) / dim
 * @param cosine mean cosine
 */
record Validation(double loss, double cosine) {

  static Validation of(Learner learner, Gather gather, int[] windows, int batchSize) {
    int dim = learner.architecture().dimension();
    float[] raw = new float[batchSize * dim];
    double loss = 0;
    double cosine = 0;
    for (int from = 0; from < windows.length; from += batchSize) {
      Batch batch = gather.batch(windows, from, Math.min(batchSize, windows.length - from));
      learner.predict(batch, raw);
      double[] norms = Lengths.of(raw, batch.size(), dim);
      for (int row = 0; row < batch.size(); row++) {
        cosine += Rows.cosine(raw, row * dim, batch.targets(), row * dim, dim);
        loss += squaredError(raw, batch.targets(), row, dim, norms[row]) / dim;
      }
    }
    return new Validation(loss / windows.length, cosine / windows.length);
  }

  private static double squaredError(float[] raw, float[] target, int row, int dim, double norm) {
    double sum = 0;
    for (int i = row * dim; i < (row + 1) * dim; i++) {
      double difference = raw[i] / norm - target[i];
      sum += difference * difference;
    }
    return sum;
  }
}
