package dev.nextvec.internal.train;

import org.bytedeco.pytorch.Tensor;

/**
 * What the workers of one training tell each other: in every step their gradients, so that all make
 * the same update, or after several what these have led each of them to. Every worker calls the
 * same methods in the same order.
 */
public interface GradientExchange {

  /** Number of this worker, from 0. */
  int rank();

  /** How many there are. */
  int workers();

  /** Replaces each number by its sum over all workers. */
  void sum(double[] figures);

  /**
   * The same with all gradients, or with whatever else there is one of for each weight.
   *
   * @param values one flat vector of float32
   */
  void sum(Tensor values);

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
    public void sum(Tensor values) {}
  }
}
