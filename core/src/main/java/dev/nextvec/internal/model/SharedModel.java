package dev.nextvec.internal.model;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.model.Mixing;
import dev.nextvec.model.Model;
import dev.nextvec.model.Prediction;
import dev.nextvec.model.Predictor;
import dev.nextvec.vector.Rows;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A predictor that threads share by taking turns. One prediction takes less than a millisecond on
 * most networks, and libtorch spreads it over the processors; a copy of the network for each thread
 * would hold its weights again.
 */
public final class SharedModel implements Model {
  /** A network's buffers grow with the batch: a Transformer holds a megabyte for each context. */
  private static final int BATCH = 128;

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
  public Prediction predict(float[]... context) {
    return predictAll(Collections.singletonList(context)).getFirst();
  }

  @Override
  public List<Prediction> predictAll(List<float[][]> contexts) {
    List<Prediction> predictions = new ArrayList<>(contexts.size());
    for (int from = 0; from < contexts.size(); from += BATCH) {
      int to = Math.min(from + BATCH, contexts.size());
      predictions.addAll(predicted(ContextCheck.joined(this, contexts, from, to), to - from));
    }
    return predictions;
  }

  private List<Prediction> predicted(float[] joined, int count) {
    float[] raw = new float[count * dimension()];
    Optional<Mixing> mixing;
    turn.lock();
    try {
      if (closed) {
        throw ContextCheck.closed(name());
      }
      mixing = predictor.predictMixed(joined, count, raw);
    } finally {
      turn.unlock();
    }
    Rows.normaliseAll(raw, count, dimension());
    return Predictions.of(raw, mixing.map(Mixing::weights), count);
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
