package dev.nextvec.internal.train;

import dev.nextvec.model.Mixing;
import dev.nextvec.model.Model;
import dev.nextvec.model.Prediction;
import dev.nextvec.model.Predictor;
import dev.nextvec.vector.Rows;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A predictor that threads share by taking turns. One prediction takes less than a millisecond on
 * most networks, and libtorch spreads it over the processors; a copy of the network for each thread
 * would hold its weights again.
 */
final class SharedModel implements Model {
  private final ReentrantLock turn = new ReentrantLock(true);
  private final Predictor predictor;
  private final float[] contexts;
  private boolean closed;

  /**
   * @param predictor closed with this model
   */
  SharedModel(Predictor predictor) {
    this.predictor = predictor;
    contexts = new float[predictor.contextLength() * predictor.dimension()];
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
  public Prediction predict(float[]... context) {
    requireFit(context);
    float[] raw = new float[dimension()];
    Optional<Mixing> mixing;
    turn.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the model `" + name() + "` is closed: open it again");
      }
      for (int k = 0; k < context.length; k++) {
        System.arraycopy(context[k], 0, contexts, k * raw.length, raw.length);
      }
      mixing = predictor.predictMixed(contexts, 1, raw);
    } finally {
      turn.unlock();
    }
    Rows.normalise(raw, 0, raw.length);
    return new Prediction(raw, mixing.map(mixed -> Arrays.copyOf(mixed.weights(), context.length)));
  }

  private void requireFit(float[][] context) {
    if (context.length != contextLength()) {
      throw new IllegalArgumentException(
          "the model `%s` predicts from %d vectors but was given %d"
              .formatted(name(), contextLength(), context.length));
    }
    for (int k = 0; k < context.length; k++) {
      if (context[k].length != dimension()) {
        throw new IllegalArgumentException(
            "vector %d of the context must have %d numbers but has %d"
                .formatted(k, dimension(), context[k].length));
      }
      for (float number : context[k]) {
        if (!Float.isFinite(number)) {
          throw new IllegalArgumentException(
              "vector %d of the context must be finite but holds %s".formatted(k, number));
        }
      }
    }
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
