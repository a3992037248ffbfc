package dev.nextvec.internal.rerank;

/**
 * Steps downhill: Kingma and Ba, <em>Adam</em>, 2015, with the decay of weights beside the gradient
 * (Loshchilov and Hutter, <em>Decoupled weight decay regularization</em>, 2019).
 */
final class Adam {
  private static final float FIRST = 0.9f;
  private static final float SECOND = 0.999f;
  private static final float LEAST = 1e-8f;

  private final float[] weights;
  private final float decay;
  private final float[] mean;
  private final float[] square;
  private int steps;

  /**
   * @param weights changed by every step
   * @param decay the share of a weight that a step of rate 1 takes away
   */
  Adam(float[] weights, float decay) {
    this.weights = weights;
    this.decay = decay;
    this.mean = new float[weights.length];
    this.square = new float[weights.length];
  }

  void step(float[] gradient, float rate) {
    steps++;
    float first = 1 - (float) Math.pow(FIRST, steps);
    float second = 1 - (float) Math.pow(SECOND, steps);
    for (int i = 0; i < weights.length; i++) {
      mean[i] += (1 - FIRST) * (gradient[i] - mean[i]);
      square[i] += (1 - SECOND) * (gradient[i] * gradient[i] - square[i]);
      float move = mean[i] / first / ((float) Math.sqrt(square[i] / second) + LEAST);
      weights[i] -= rate * (move + decay * weights[i]);
    }
  }
}
