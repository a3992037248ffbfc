package dev.nextvec.internal.onnx;

import dev.nextvec.eval.Cost;
import dev.nextvec.model.Predictor;

/**
 * The graph of a package as comparisons call it. Its predictions are of unit length: that is all
 * that a graph gives.
 *
 * @param session closed with it
 */
record OnnxPredictor(String name, OnnxSession session, Cost cost) implements Predictor {
  @Override
  public int contextLength() {
    return session.contextLength();
  }

  @Override
  public int dimension() {
    return session.dimension();
  }

  @Override
  public long parameters() {
    return cost.parameters();
  }

  @Override
  public long flops() {
    return cost.flops();
  }

  @Override
  public void predict(float[] contexts, int count, float[] raw) {
    float[] vectors = session.run(contexts, count).vectors();
    System.arraycopy(vectors, 0, raw, 0, count * dimension());
  }

  @Override
  public void close() {
    session.close();
  }
}
