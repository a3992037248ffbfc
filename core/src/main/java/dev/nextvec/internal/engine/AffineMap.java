package dev.nextvec.internal.engine;

/** A fixed map x W + b. Not for use by two threads at once. */
public interface AffineMap extends AutoCloseable {

  /**
   * Maps rows.
   *
   * @param x {@code [count, in]}
   * @param y receives {@code [count, out]}
   */
  void apply(float[] x, int count, float[] y);

  @Override
  void close();
}
