package dev.nextvec.internal.onnx;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.model.BufferMemory;
import dev.nextvec.internal.model.ContextBatch;
import dev.nextvec.internal.model.Predictions;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.model.Model;
import dev.nextvec.model.Prediction;
import dev.nextvec.vector.Rows;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A model on ONNX Runtime, shared by any number of threads. */
final class OnnxModel implements Model {
  private final OnnxSession session;
  private final String name;
  private final Optional<EncoderFingerprint> encoder;
  private final Optional<CandidateMap> candidates;
  private final boolean unitLength;

  /**
   * @param session closed with this model
   * @param encoder what made the vectors that it learned from, where known
   * @param candidates what chunks pass through before predictions are compared with them, if they
   *     do
   * @param unitLength whether the graph itself brings predictions to unit length
   */
  OnnxModel(
      OnnxSession session,
      String name,
      Optional<EncoderFingerprint> encoder,
      Optional<CandidateMap> candidates,
      boolean unitLength) {
    this.session = session;
    this.name = name;
    this.encoder = encoder;
    this.candidates = candidates;
    this.unitLength = unitLength;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int contextLength() {
    return session.contextLength();
  }

  @Override
  public int dimension() {
    return session.dimension();
  }

  @Override
  public Optional<EncoderFingerprint> encoder() {
    return encoder;
  }

  @Override
  public Optional<CandidateMap> candidates() {
    return candidates;
  }

  @Override
  public List<Prediction> predictAll(List<float[][]> contexts) {
    return Predictions.inBatches(this, contexts, this::predicted);
  }

  @Override
  public List<Prediction> predictAll(FloatBuffer contexts) {
    return Predictions.inBatches(this, contexts, this::predicted);
  }

  private List<Prediction> predicted(ContextBatch batch) {
    return session.run(
        batch.count(), CallContexts.of(batch), answers -> read(answers, batch.count()));
  }

  @Override
  public int predictInto(FloatBuffer contexts, FloatBuffer predictions) {
    return Predictions.into(this, contexts, predictions, this::predict);
  }

  private void predict(ContextBatch batch, FloatBuffer predictions) {
    CallContexts contexts = CallContexts.of(batch);
    if (BufferMemory.isNative(predictions)) {
      session.runInto(batch.count(), contexts, predictions);
    } else {
      session.run(
          batch.count(), contexts, answers -> predictions.put(answers.of(ModelGraph.PREDICTION)));
    }
    if (!unitLength) {
      normalise(predictions);
    }
  }

  private void normalise(FloatBuffer predictions) {
    float[] row = new float[dimension()];
    for (int at = 0; at < predictions.limit(); at += row.length) {
      predictions.get(at, row);
      Rows.normaliseAll(row, 1, row.length);
      predictions.put(at, row);
    }
  }

  private List<Prediction> read(CallBuffers answers, int count) {
    FloatBuffer vectors = answers.of(ModelGraph.PREDICTION);
    Optional<FloatBuffer> attention =
        session.hasAttention() ? Optional.of(answers.of(ModelGraph.ATTENTION)) : Optional.empty();
    List<Prediction> predictions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      float[] vector = next(vectors, dimension());
      if (!unitLength) {
        Rows.normaliseAll(vector, 1, dimension());
      }
      predictions.add(new Prediction(vector, attention.map(all -> next(all, contextLength()))));
    }
    return predictions;
  }

  private static float[] next(FloatBuffer rows, int width) {
    float[] row = new float[width];
    rows.get(row);
    return row;
  }

  @Override
  public void close() {
    session.close();
  }
}
