package dev.nextvec.internal.retrieval;

import dev.nextvec.model.Model;
import dev.nextvec.retrieval.Strategy;
import dev.nextvec.vector.Rows;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The vector that a strategy searches with. */
public final class QueryVector {
  private QueryVector() {}

  /**
   * Makes it of a context.
   *
   * @param context vectors as they are in datasets, oldest first, at least one
   * @return of unit length, unless it is zero
   */
  public static float[] of(Strategy.Vector strategy, List<float[]> context, Optional<Model> model) {
    float[] vector =
        switch (strategy) {
          case PERSISTENCE -> context.getLast().clone();
          case AVERAGE -> mean(context);
          case MODEL -> prediction(context, model);
        };
    Rows.normalise(vector, 0, vector.length);
    return vector;
  }

  private static float[] mean(List<float[]> context) {
    float[] mean = new float[context.getFirst().length];
    for (float[] vector : context) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += vector[i] / context.size();
      }
    }
    return mean;
  }

  private static float[] prediction(List<float[]> context, Optional<Model> model) {
    Model predicts =
        model.orElseThrow(
            () -> new IllegalArgumentException("the strategy `model` needs a model: give one"));
    return predicts.predict(padded(context, predicts.contextLength())).vector();
  }

  /** A model takes as many vectors as it takes: where there are fewer, the oldest comes again. */
  static float[][] padded(List<float[]> context, int length) {
    int given = Math.min(length, context.size());
    List<float[]> last = context.subList(context.size() - given, context.size());
    List<float[]> padded = new ArrayList<>(Collections.nCopies(length - given, last.getFirst()));
    padded.addAll(last);
    return padded.toArray(float[][]::new);
  }
}
