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

  /**
   * From how many numbers on a part of the gradients is worth a sum of its own. It is the same for
   * all workers.
   */
  int bucket();

  /** Replaces each number by its sum over all workers. */
  void sum(double[] figures);

  /**
   * Begins to do the same with some of the gradients, or with whatever else there is one of for
   * each weight, while the caller goes on. Sums are made in the order in which they were begun.
   *
   * @param values one flat vector of float32, which nobody else reads or writes until the sum is
   *     there
   */
  Sum begin(Tensor values);

  /** One that is on its way. */
  @FunctionalInterface
  interface Sum {
    /** Returns when the numbers are replaced. */
    void await();
  }

  /** Begins it and waits for it. */
  default void sum(Tensor values) {
    begin(values).await();
  }

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
    public int bucket() {
      return Integer.MAX_VALUE;
    }

    @Override
    public void sum(double[] figures) {}

    @Override
    public Sum begin(Tensor values) {
      return () -> {};
    }
  }
}
