package dev.nextvec.internal.model;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.model.Mixing;
import dev.nextvec.model.Model;
import dev.nextvec.model.Prediction;
import dev.nextvec.model.Predictor;
import dev.nextvec.vector.Rows;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A predictor that threads share by taking turns. One prediction takes less than a millisecond on
 * most networks, and libtorch spreads it over the processors; a copy of the network for each thread
 * would hold its weights again.
 */
public final class SharedModel implements Model {
  private final ReentrantLock turn = new ReentrantLock(true);
  private final Predictor predictor;
  private final Optional<EncoderFingerprint> encoder;
  private boolean closed;

  /**
   * A model of a predictor.
   *
   * @param predictor closed with this model
   * @param encoder what made the vectors that it learned from, where known
   */
  public SharedModel(Predictor predictor, Optional<EncoderFingerprint> encoder) {
    this.predictor = predictor;
    this.encoder = encoder;
  }

  @Override
  public String name() {
    return predictor.name();
  }

  @Override
  public int contextLength() {
    return predictor.contextLength();
  }

  @Override
  public int dimension() {
    return predictor.dimension();
  }

  @Override
  public Optional<EncoderFingerprint> encoder() {
    return encoder;
  }

  @Override
  public Optional<CandidateMap> candidates() {
    return predictor.candidates();
  }

  @Override
  public List<Prediction> predictAll(List<float[][]> contexts) {
    return Predictions.inBatches(this, contexts, this::predicted);
  }

  @Override
  public List<Prediction> predictAll(FloatBuffer contexts) {
    return Predictions.inBatches(this, contexts, this::predicted);
  }

  @Override
  public int predictInto(FloatBuffer contexts, FloatBuffer predictions) {
    return Predictions.into(
        this, contexts, predictions, (batch, rows) -> rows.put(answers(batch).vectors()));
  }

  private List<Prediction> predicted(ContextBatch contexts) {
    Answers answers = answers(contexts);
    return Predictions.of(
        answers.vectors(), answers.mixing().map(Mixing::weights), contexts.count());
  }

  /** Predictions of unit length, and how contexts were mixed. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Answers(float[] vectors, Optional<Mixing> mixing) {}

  private Answers answers(ContextBatch contexts) {
    int count = contexts.count();
    float[] joined = joined(contexts);
    float[] raw = new float[count * dimension()];
    Optional<Mixing> mixing;
    turn.lock();
    try {
      if (closed) {
        throw Predictions.closed(name());
      }
      mixing = predictor.predictMixed(joined, count, raw);
    } finally {
      turn.unlock();
    }
    Rows.normaliseAll(raw, count, dimension());
    return new Answers(raw, mixing);
  }

  /** All one after another: {@code [contexts, contextLength, dimension]} row-major. */
  private float[] joined(ContextBatch contexts) {
    FloatBuffer joined = FloatBuffer.allocate(contexts.count() * contextLength() * dimension());
    contexts.forEachVector(joined::put);
    return joined.array();
  }

  @Override
  public void close() {
    turn.lock();
    try {
      if (!closed) {
        closed = true;
        predictor.close();
      }
    } finally {
      turn.unlock();
    }
  }
}
