package dev.nextvec.internal.rerank;

/**
 * Brings each feature to mean 0 and deviation 1 over the candidates of the windows fitted on.
 *
 * @param mean by feature
 * @param factor by feature, 1 / deviation
 */
@SuppressWarnings("ArrayRecordComponent")
record Scaling(double[] mean, double[] factor) {
  /** A feature that hardly differs says nothing. */
  private static final double LEAST = 1e-6;

  static Scaling of(Cases cases, int[] windows) {
    int width = cases.names().size();
    double[] mean = new double[width];
    double[] square = new double[width];
    long count = 0;
    for (int window : windows) {
      float[] rows = cases.rows().of(window);
      for (int i = 0; i < rows.length; i += width) {
        for (int f = 0; f < width; f++) {
          mean[f] += rows[i + f];
          square[f] += (double) rows[i + f] * rows[i + f];
        }
        count++;
      }
    }
    double[] factor = new double[width];
    for (int f = 0; f < width; f++) {
      mean[f] /= count;
      double deviation = Math.sqrt(Math.max(0, square[f] / count - mean[f] * mean[f]));
      factor[f] = deviation < LEAST ? 0 : 1 / deviation;
    }
    return new Scaling(mean, factor);
  }

  /** A feature's value, scaled. */
  float of(float value, int feature) {
    return (float) ((value - mean[feature]) * factor[feature]);
  }

  /** The network that does to features as they are what this one does to scaled ones. */
  Network into(Network network) {
    int hidden = network.hidden();
    int offsets = network.features() * hidden;
    int direct = offsets + 2 * hidden;
    float[] weights = network.weights().clone();
    double[] offset = new double[hidden];
    for (int f = 0; f < mean.length; f++) {
      for (int h = 0; h < hidden; h++) {
        double scaled = weights[f * hidden + h] * factor[f];
        offset[h] -= mean[f] * scaled;
        weights[f * hidden + h] = (float) scaled;
      }
      weights[direct + f] = (float) (weights[direct + f] * factor[f]);
    }
    for (int h = 0; h < hidden; h++) {
      weights[offsets + h] = (float) (weights[offsets + h] + offset[h]);
    }
    return new Network(network.features(), hidden, weights);
  }
}
