package dev.nextvec.internal.retrieval;

import dev.nextvec.model.Model;
import dev.nextvec.retrieval.Strategy;
import dev.nextvec.vector.Rows;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The vector that a strategy searches with.
 *
 * @param vector what chunks as they are are multiplied with: of unit length, unless it is zero, or
 *     Mᵀ of such a one
 * @param mapped whether it stands for a prediction that is compared with mapped chunks; the product
 *     is then to be divided by the length that the chunk has once it is mapped
 */
@SuppressWarnings("ArrayRecordComponent")
public record QueryVector(float[] vector, boolean mapped) {

  /** To compare with chunks as they are. */
  static QueryVector plain(float[] vector) {
    return new QueryVector(vector, false);
  }

  /**
   * Makes it of a context.
   *
   * @param context vectors as they are in datasets, oldest first, at least one
   */
  public static QueryVector of(
      Strategy.Vector strategy, List<float[]> context, Optional<Model> model) {
    return switch (strategy) {
      case PERSISTENCE -> plain(unit(context.getLast().clone()));
      case AVERAGE -> plain(unit(mean(context)));
      case MODEL -> ofModel(unit(prediction(context, model)), model);
    };
  }

  private static QueryVector ofModel(float[] prediction, Optional<Model> model) {
    return model
        .flatMap(Model::candidates)
        .map(map -> new QueryVector(map.back(prediction), true))
        .orElseGet(() -> plain(prediction));
  }

  private static float[] unit(float[] vector) {
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
