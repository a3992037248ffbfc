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
  public void sum(Tensor gradients) {
    exchange.sum(gradients);
  }
}
