package dev.nextvec.internal.baseline;

import dev.nextvec.data.Windows;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Predicts mean + sum over k of w_k (x_k - mean), where mean is the mean of the training targets
 * and the w_k minimise the squared error on the training windows. Weights that sum to less than one
 * shrink the prediction towards the mean.
 */
public final class LearnedAverage implements Baseline {
  /** Its name in tables. */
  public static final String NAME = "learned average";

  private final double[] weights;
  private final double[] mean;
  private final float[] offset;

  private LearnedAverage(double[] weights, double[] mean) {
    this.weights = weights;
    this.mean = mean;
    double rest = 1;
    for (double weight : weights) {
      rest -= weight;
    }
    this.offset = new float[mean.length];
    for (int d = 0; d < mean.length; d++) {
      offset[d] = (float) (rest * mean[d]);
    }
  }

  /**
   * Fits the weights by least squares: G w = b with G_kl the sum over windows of (x_k - mean) .
   * (x_l - mean) and b_k that of (x_k - mean) . (target - mean).
   */
  public static LearnedAverage fit(Windows windows, int[] trainWindows) {
    double[] mean = MeanVector.targetMean(windows, trainWindows);
    int n = windows.contextLength();
    CentredWindow centred = new CentredWindow(windows, mean);
    double[][] gram = new double[n][n];
    double[] right = new double[n];
    for (int window : trainWindows) {
      double[][] dots = centred.dots(window);
      for (int k = 0; k < n; k++) {
        for (int l = 0; l <= k; l++) {
          gram[k][l] += dots[k][l];
        }
        right[k] += dots[n][k];
      }
    }
    return new LearnedAverage(Cholesky.solve(gram, right), mean);
  }

  /** The weight of each context position, oldest first. */
  public double[] weights() {
    return weights.clone();
  }

  /** The mean of the training targets. */
  public double[] mean() {
    return mean.clone();
  }

  /** {@code weights [contextLength]} and {@code offset [dimension]}: raw = sum w_k x_k + offset. */
  @Override
  public Map<String, FloatTensor> tensors() {
    float[] narrow = new float[weights.length];
    for (int k = 0; k < narrow.length; k++) {
      narrow[k] = (float) weights[k];
    }
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    tensors.put("weights", new FloatTensor(new long[] {narrow.length}, narrow));
    tensors.put("offset", new FloatTensor(new long[] {offset.length}, offset.clone()));
    return tensors;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int contextLength() {
    return weights.length;
  }

  @Override
  public int dimension() {
    return mean.length;
  }

  @Override
  public long parameters() {
    return weights.length + mean.length;
  }

  @Override
  public long flops() {
    return 2L * weights.length * mean.length;
  }

  @Override
  public void predict(float[] contexts, int count, float[] raw) {
    int dimension = mean.length;
    for (int i = 0; i < count; i++) {
      int to = i * dimension;
      System.arraycopy(offset, 0, raw, to, dimension);
      for (int k = 0; k < weights.length; k++) {
        int from = (i * weights.length + k) * dimension;
        addScaled((float) weights[k], contexts, from, raw, to, dimension);
      }
    }
  }

  /** One loop to a method, so that the compiler makes vector instructions of it. */
  static void addScaled(
      float weight, float[] vector, int from, float[] sum, int to, int dimension) {
    for (int d = 0; d < dimension; d++) {
      sum[to + d] += weight * vector[from + d];
    }
  }
}
