package dev.nextvec.text;

/**
 * A layer after the pooling: {@code activation(weights x + bias)}.
 *
 * @param weights {@code [outputs][inputs]}
 * @param bias {@code [outputs]}
 * @param activation what follows
 */
record DenseLayer(float[][] weights, float[] bias, Activation activation) {

  /** The activations that published encoders use. */
  enum Activation {
    IDENTITY,
    TANH,
    RELU
  }

  int inputs() {
    return weights[0].length;
  }

  int outputs() {
    return weights.length;
  }

  float[] apply(float[] x) {
    float[] y = new float[outputs()];
    for (int o = 0; o < y.length; o++) {
      double sum = bias[o];
      float[] row = weights[o];
      for (int i = 0; i < row.length; i++) {
        sum += (double) row[i] * x[i];
      }
      y[o] =
          (float)
              switch (activation) {
                case IDENTITY -> sum;
                case TANH -> Math.tanh(sum);
                case RELU -> Math.max(0, sum);
              };
    }
    return y;
  }
}
