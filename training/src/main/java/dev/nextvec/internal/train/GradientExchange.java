package dev.nextvec.internal.train;

import org.bytedeco.pytorch.Tensor;

/**
 * What the workers of one training tell each other in every step: each computes its share of the
 * batch, and all make the same update. Every worker calls the same methods in the same order.
 */
public interface GradientExchange {

  /** Number of this worker, from 0. */
  int rank();

  /** How many there are. */
  int workers();

  /** Replaces each number by its sum over all workers. */
  void sum(double[] figures);

  /**
   * The same with all gradients.
   *
   * @param gradients one flat vector of float32
   */
  void sum(Tensor gradients);

  /** For a training in one process: nothing is told to anybody. */
  static GradientExchange alone() {
    return Alone.HERE;
  }

  /** One worker. */
  enum Alone implements GradientExchange {
    /** The only one. */
    HERE;

    @Override
    public int rank() {
      return 0;
    }

    @Override
    public int workers() {
      return 1;
    }

    @Override
    public void sum(double[] figures) {}

    @Override
    public void sum(Tensor gradients) {}
  }
}
