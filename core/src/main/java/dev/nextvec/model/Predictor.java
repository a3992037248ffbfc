package dev.nextvec.model;

import java.util.Optional;

/**
 * Anything that guesses the next vector from a context: a trained network or a baseline. Baselines
 * stand beside networks in every table because they are called through this interface alone.
 *
 * <p>Works through batches, in arrays of the caller. For one thread at a time: a network has one
 * set of buffers. {@link Model} is what threads share.
 */
public interface Predictor extends AutoCloseable {

  /** The name shown in tables, for example {@code amn} or {@code linear average}. */
  String name();

  /** Number of vectors in a context. */
  int contextLength();

  /** Length of one vector. */
  int dimension();

  /** Fitted numbers; zero for a baseline that fits nothing. */
  long parameters();

  /** Floating-point operations of one prediction; a multiply-add counts as two. */
  long flops();

  /**
   * Predicts {@code count} vectors. The output is <em>raw</em>: a prediction is raw / ||raw||.
   *
   * @param contexts {@code [count, contextLength, dimension]}, oldest vector first, row-major
   * @param count number of contexts in the batch
   * @param raw receives {@code [count, dimension]}
   */
  void predict(float[] contexts, int count, float[] raw);

  /**
   * As {@link #predict}, and says how the contexts were mixed; empty for most.
   *
   * @return of the {@code count} contexts of this call
   */
  default Optional<Mixing> predictMixed(float[] contexts, int count, float[] raw) {
    predict(contexts, count, raw);
    return Optional.empty();
  }

  /**
   * What chunks pass through before predictions are compared with them; empty for most, whose
   * predictions are compared with chunks as they are.
   */
  default Optional<CandidateMap> candidates() {
    return Optional.empty();
  }

  @Override
  default void close() {}
}
