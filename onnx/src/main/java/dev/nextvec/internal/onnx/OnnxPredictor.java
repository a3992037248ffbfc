package dev.nextvec.internal.onnx;

import dev.nextvec.model.CandidateMap;
import dev.nextvec.model.Cost;
import dev.nextvec.model.Mixing;
import dev.nextvec.model.Predictor;
import java.util.Optional;

/**
 * A graph as comparisons call it. The predictions of one that was exported are of unit length: that
 * is all that it gives.
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
    predictMixed(contexts, count, raw);
  }

  @Override
  public Optional<Mixing> predictMixed(float[] contexts, int count, float[] raw) {
    OnnxSession.Rows rows = session.run(contexts, count);
    System.arraycopy(rows.vectors(), 0, raw, 0, count * dimension());
    return rows.base().map(base -> new Mixing(rows.attention().orElseThrow(), base));
  }

  @Override
  public void close() {
    session.close();
  }
}
