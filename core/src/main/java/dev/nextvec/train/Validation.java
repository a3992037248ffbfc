package dev.nextvec.train;

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
      learner.predict(batch.contexts(), batch.size(), raw);
      double[] norms = Rows.norms(raw, batch.size(), dim);
      for (int row = 0; row < batch.size(); row++) {
        cosine += Rows.cosine(raw, batch.targets(), row, dim);
        loss += squaredError(raw, batch.targets(), row, dim, norms[row]) / dim;
      }
    }
    return new Validation(loss / windows.length, cosine / windows.length);
  }

  /**
   * The share of the network, between 0 and 1, with which its blend with its start has the least
   * squared error on the windows: with b the start's and f the network's raw predictions and y the
   * targets, Σ (y - b)(f - b) / Σ (f - b)².
   */
  static double bestShare(
      Learner learner, String share, Gather gather, int[] windows, int batchSize) {
    int dim = learner.architecture().dimension();
    float[] start = new float[batchSize * dim];
    float[] full = new float[batchSize * dim];
    double along = 0;
    double square = 0;
    for (int from = 0; from < windows.length; from += batchSize) {
      Batch batch = gather.batch(windows, from, Math.min(batchSize, windows.length - from));
      learner.weights().set(share, new float[] {0});
      learner.predict(batch.contexts(), batch.size(), start);
      learner.weights().set(share, new float[] {1});
      learner.predict(batch.contexts(), batch.size(), full);
      for (int i = 0; i < batch.size() * dim; i++) {
        double way = (double) full[i] - start[i];
        along += ((double) batch.targets()[i] - start[i]) * way;
        square += way * way;
      }
    }
    return square == 0 ? 0 : Math.clamp(along / square, 0, 1);
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
