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

  /** Each worker measures some batches; all are given the sums. */
  static Validation of(Learner learner, Gather gather, int[] windows, int batchSize) {
    GradientExchange exchange = learner.exchange();
    int dim = learner.architecture().dimension();
    float[] raw = new float[batchSize * dim];
    double loss = 0;
    double cosine = 0;
    int step = batchSize * exchange.workers();
    for (int from = batchSize * exchange.rank(); from < windows.length; from += step) {
      Batch batch = gather.batch(windows, from, Math.min(batchSize, windows.length - from));
      learner.predict(batch, raw);
      double[] norms = Lengths.of(raw, batch.size(), dim);
      for (int row = 0; row < batch.size(); row++) {
        cosine += Rows.cosine(raw, row * dim, batch.targets(), row * dim, dim);
        loss += squaredError(raw, batch.targets(), row, dim, norms[row]) / dim;
      }
    }
    double[] sums = {loss, cosine};
    exchange.sum(sums);
    return new Validation(sums[0] / windows.length, sums[1] / windows.length);
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
