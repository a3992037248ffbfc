package dev.nextvec.internal.train;

import org.bytedeco.pytorch.Tensor;

/** Counts what is told of figures. */
record CountedExchange(GradientExchange exchange, Runnable count) implements GradientExchange {
  @Override
  public int rank() {
    return exchange.rank();
  }

  @Override
  public int workers() {
    return exchange.workers();
  }

  @Override
  public void sum(double[] figures) {
    exchange.sum(figures);
    count.run();
  }

  @Override
  public int bucket() {
    return exchange.bucket();
  }

  @Override
  public Sum begin(Tensor gradients) {
    return exchange.begin(gradients);
  }
}
