package dev.nextvec.run;

import dev.nextvec.vector.Rows;

/**
 * A training objective over a batch of raw predictions, with its gradient. Plain Java over arrays:
 * a batch of 32 is 25,000 numbers, so this costs microseconds, and it is exact in double.
 */
public sealed interface Loss {

  /**
   * @param raw predictions {@code [batch, dim]}, not normalised
   * @param target {@code [batch, dim]}
   * @param dRaw receives the gradient of the mean loss, {@code [batch, dim]}
   * @return the mean loss of the batch
   */
  double of(float[] raw, float[] target, int batch, int dim, float[] dRaw);

  /** What a prediction that knows nothing costs: zeros, or every candidate alike. */
  double ofNothing(float[] target, int batch, int dim);

  /** The name in commands. */
  String name();

  /** Mean of (raw - target)² over batch and dimensions: the specification's. */
  record MeanSquaredError() implements Loss {
    @Override
    public double of(float[] raw, float[] target, int batch, int dim, float[] dRaw) {
      int count = batch * dim;
      float scale = 2f / count;
      for (int i = 0; i < count; i++) {
        dRaw[i] = raw[i] - target[i];
      }
      double sum = Rows.dot(dRaw, 0, dRaw, 0, count);
      for (int i = 0; i < count; i++) {
        dRaw[i] *= scale;
      }
      return sum / count;
    }

    @Override
    public double ofNothing(float[] target, int batch, int dim) {
      return Rows.dot(target, 0, target, 0, batch * dim) / (batch * dim);
    }

    @Override
    public String name() {
      return "mse";
    }
  }

  /** Mean of 1 - cos(raw, target). */
  record Cosine() implements Loss {
    @Override
    public double of(float[] raw, float[] target, int batch, int dim, float[] dRaw) {
      double sum = 0;
      for (int b = 0; b < batch; b++) {
        int at = b * dim;
        double rr = Math.max(Rows.dot(raw, at, raw, at, dim), Lengths.SHORTEST * Lengths.SHORTEST);
        double tt =
            Math.max(Rows.dot(target, at, target, at, dim), Lengths.SHORTEST * Lengths.SHORTEST);
        double rt = Rows.dot(raw, at, target, at, dim);
        double inverse = 1 / Math.sqrt(rr * tt);
        double cosine = rt * inverse;
        sum += 1 - cosine;
        double alongRaw = cosine / rr / batch;
        double alongTarget = inverse / batch;
        for (int i = at; i < at + dim; i++) {
          dRaw[i] = (float) (alongRaw * raw[i] - alongTarget * target[i]);
        }
      }
      return sum / batch;
    }

    @Override
    public double ofNothing(float[] target, int batch, int dim) {
      return 1;
    }

    @Override
    public String name() {
      return "cosine";
    }
  }

  /**
   * InfoNCE (van den Oord, Li and Vinyals, "Representation learning with contrastive predictive
   * coding", 2018): cross-entropy of finding a window's target among the batch's targets by cos /
   * temperature. By cosine it trains a worse predictor than MSE; kept to show that.
   *
   * @param temperature softness; 0.07 in the specification
   */
  record InfoNce(double temperature) implements Loss {
    public InfoNce {
      if (!(temperature > 0)) {
        throw new IllegalArgumentException("`temperature` must be positive but was " + temperature);
      }
    }

    @Override
    public double of(float[] raw, float[] target, int batch, int dim, float[] dRaw) {
      return of(raw, batch, target, batch, dim, dRaw);
    }

    /**
     * The same among more targets than those of the windows, for example the others of a batch that
     * is computed in parts.
     *
     * @param windows how many predictions there are
     * @param target {@code [count, dim]}, those of the windows first
     * @param dRaw receives the gradient of the mean loss, {@code [windows, dim]}
     * @return the mean loss of the windows
     */
    public double of(float[] raw, int windows, float[] target, int count, int dim, float[] dRaw) {
      double[] rawNorm = Lengths.of(raw, windows, dim);
      double[] targetNorm = Lengths.of(target, count, dim);
      double sum = 0;
      double[] cosine = new double[count];
      for (int b = 0; b < windows; b++) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < count; j++) {
          double dot = Rows.dot(raw, b * dim, target, j * dim, dim);
          cosine[j] = dot / (rawNorm[b] * targetNorm[j]);
          largest = Math.max(largest, cosine[j]);
        }
        double total = 0;
        for (int j = 0; j < count; j++) {
          total += Math.exp((cosine[j] - largest) / temperature);
        }
        sum += Math.log(total) + (largest - cosine[b]) / temperature;
        gradient(
            raw, target, b, windows, dim, cosine, largest, total, rawNorm[b], targetNorm, dRaw);
      }
      return sum / windows;
    }

    private void gradient(
        float[] raw,
        float[] target,
        int b,
        int windows,
        int dim,
        double[] cosine,
        double largest,
        double total,
        double norm,
        double[] targetNorm,
        float[] dRaw) {
      double[] row = new double[dim];
      double alongRaw = 0;
      for (int j = 0; j < cosine.length; j++) {
        double p = Math.exp((cosine[j] - largest) / temperature) / total - (j == b ? 1 : 0);
        double c = p / (temperature * windows * norm);
        alongRaw += c * cosine[j] / norm;
        double along = c / targetNorm[j];
        for (int i = 0; i < dim; i++) {
          row[i] += along * target[j * dim + i];
        }
      }
      for (int i = 0; i < dim; i++) {
        dRaw[b * dim + i] = (float) (row[i] - alongRaw * raw[b * dim + i]);
      }
    }

    @Override
    public double ofNothing(float[] target, int batch, int dim) {
      return Math.log(batch);
    }

    @Override
    public String name() {
      return "infonce";
    }
  }
}
