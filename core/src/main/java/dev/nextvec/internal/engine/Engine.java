package dev.nextvec.internal.engine;

import dev.nextvec.data.Windows;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.PredictionPrecision;
import dev.nextvec.model.Predictor;
import dev.nextvec.provenance.Environment;
import dev.nextvec.vector.VectorStore;
import java.io.IOException;

/**
 * What computes where much must be multiplied. {@link PlainEngine} is Java alone and runs
 * everywhere; the training module has one on libtorch, which is many times faster. Both give the
 * same results to rounding: one contract test holds them to it.
 */
public interface Engine {

  /** Threads of one operation. */
  int threads();

  /** The software and machine that multiply, for provenance. */
  Environment environment();

  /** Those that run networks. */
  default Environment networkEnvironment() {
    return environment();
  }

  /**
   * A network that predicts.
   *
   * @param name shown in tables
   * @throws IOException if nothing here runs networks, or what does cannot be given this one, as on
   *     a disk that is full
   */
  default Predictor open(String name, ModelFile model) throws IOException {
    return open(name, model, PredictionPrecision.FLOAT32);
  }

  /**
   * The same in another precision.
   *
   * @throws IllegalStateException if it cannot compute in it here
   */
  Predictor open(String name, ModelFile model, PredictionPrecision precision) throws IOException;

  /**
   * Streams the products of all queries with all candidates, block by block: each pair comes once,
   * the candidates of one query in ascending order. {@link Similarities} makes cosines of it.
   *
   * @param candidates rows of unit length
   * @param queries {@code [count, dimension]}, rows of unit length
   */
  void products(
      CandidateRows candidates, float[] queries, int count, Similarities.Consumer consumer);

  /**
   * Counts something over all rows of a store: here, unless the engine hands stretches of the rows
   * to other machines.
   */
  default int[] count(VectorStore store, RowCounting counting) throws IOException {
    return counting.over(this, store, 0);
  }

  /**
   * Products of all pairs of a few rows.
   *
   * @param rows {@code [count, dimension]}
   * @param into receives {@code [count, count]}
   */
  void ownProducts(float[] rows, int count, int dimension, float[] into);

  /**
   * Sums over windows of the products of their vectors, less a mean, from which ridge regression is
   * solved for any penalty.
   *
   * @param rows windows, ascending
   * @param mean {@code [dimension]}, subtracted from every vector
   */
  RidgeSystem ridge(Windows windows, int[] rows, double[] mean);

  /**
   * A fixed affine map x W + b.
   *
   * @param weights W, {@code [in, out]} row-major
   * @param offset b, {@code [out]}
   */
  AffineMap affine(float[] weights, float[] offset);

  /** Sums for a covariance of vectors of this length. */
  CovarianceSum covariance(int dimension);
}
