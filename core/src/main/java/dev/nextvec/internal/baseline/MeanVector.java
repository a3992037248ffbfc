package dev.nextvec.internal.baseline;

import dev.nextvec.data.Windows;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import java.util.Map;

/** Predicts the mean of the training targets, whatever the context. */
public final class MeanVector implements Baseline {
  /** Its name in tables. */
  public static final String NAME = "mean vector";

  private final int contextLength;
  private final float[] mean;

  private MeanVector(int contextLength, float[] mean) {
    this.contextLength = contextLength;
    this.mean = mean;
  }

  /** Takes the mean over the targets of {@code trainWindows}. */
  public static MeanVector fit(Windows windows, int[] trainWindows) {
    double[] mean = targetMean(windows, trainWindows);
    float[] narrow = new float[mean.length];
    for (int d = 0; d < narrow.length; d++) {
      narrow[d] = (float) mean[d];
    }
    return new MeanVector(windows.contextLength(), narrow);
  }

  /** The mean of the training targets. */
  public float[] mean() {
    return mean.clone();
  }

  public static double[] targetMean(Windows windows, int[] trainWindows) {
    if (trainWindows.length == 0) {
      throw new IllegalArgumentException("there are no training windows to take a mean of");
    }
    double[] sum = new double[windows.dimension()];
    float[] target = new float[sum.length];
    for (int window : trainWindows) {
      windows.target(window, target, 0);
      for (int d = 0; d < sum.length; d++) {
        sum[d] += target[d];
      }
    }
    for (int d = 0; d < sum.length; d++) {
      sum[d] /= trainWindows.length;
    }
    return sum;
  }

  @Override
  public Map<String, FloatTensor> tensors() {
    return Map.of("mean", new FloatTensor(new long[] {mean.length}, mean()));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int contextLength() {
    return contextLength;
  }

  @Override
  public int dimension() {
    return mean.length;
  }

  @Override
  public long parameters() {
    return mean.length;
  }

  @Override
  public long flops() {
    return 0;
  }

  @Override
  public void predict(float[] contexts, int count, float[] raw) {
    for (int i = 0; i < count; i++) {
      System.arraycopy(mean, 0, raw, i * mean.length, mean.length);
    }
  }
}
