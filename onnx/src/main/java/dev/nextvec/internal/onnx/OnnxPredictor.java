package dev.nextvec.internal.onnx;

import dev.nextvec.eval.Cost;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.model.Predictor;
import java.util.Optional;

/**
 * The graph of a package as comparisons call it. Its predictions are of unit length: that is all
 * that a graph gives.
 *
 * @param session closed with it
 * @param candidates what chunks pass through before predictions are compared with them, if they do
 */
record OnnxPredictor(String name, OnnxSession session, Cost cost, Optional<CandidateMap> candidates)
    implements Predictor {
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
