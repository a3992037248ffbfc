package dev.nextvec.internal.model;

import dev.nextvec.model.Model;
import dev.nextvec.model.Prediction;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Predictions out of the rows that an engine computed. */
public final class Predictions {
  /** A network's buffers grow with the batch: a Transformer holds a megabyte for each context. */
  private static final int BATCH = 128;

  private Predictions() {}

  /** Predicts a batch of contexts. */
  @FunctionalInterface
  public interface BatchPredictor {
    List<Prediction> predict(ContextBatch contexts);
  }

  /**
   * Predicts the contexts of a call, as many at once as memory should be spent on.
   *
   * @throws IllegalArgumentException if the model takes no such context
   */
  public static List<Prediction> inBatches(
      Model model, List<float[][]> contexts, BatchPredictor predictor) {
    return inBatches(model, ContextBatch.given(model, contexts), predictor);
  }

  /** The same of contexts that are one after another in a buffer. */
  public static List<Prediction> inBatches(
      Model model, FloatBuffer contexts, BatchPredictor predictor) {
    return inBatches(model, ContextBatch.given(model, contexts), predictor);
  }

  private static List<Prediction> inBatches(
      Model model, ContextBatch.Given contexts, BatchPredictor predictor) {
    int count = contexts.count();
    List<Prediction> predictions = new ArrayList<>(count);
    for (int from = 0; from < count; from += BATCH) {
      int to = Math.min(from + BATCH, count);
      List<Prediction> made = predictor.predict(new ContextBatch(model, contexts, from, to));
      requireFinite(model, made, from, count);
      predictions.addAll(made);
    }
    return predictions;
  }

  private static void requireFinite(Model model, List<Prediction> made, int from, int count) {
    if (areFinite(model, made)) {
      return;
    }
    for (int i = 0; i < made.size(); i++) {
      if (!areFinite(model, made.subList(i, i + 1))) {
        throw notFinite(model, from + i, count);
      }
    }
  }

  private static boolean areFinite(Model model, List<Prediction> made) {
    FiniteRows vectors = new FiniteRows(model.dimension());
    FiniteRows weights = new FiniteRows(model.contextLength());
    for (Prediction prediction : made) {
      vectors.add(prediction.vector());
      prediction.attention().ifPresent(weights::add);
    }
    return vectors.areFinite() && weights.areFinite();
  }

  private static void requireFinite(Model model, FloatBuffer rows, int from, int count) {
    if (FiniteRows.areFinite(rows)) {
      return;
    }
    int width = model.dimension();
    for (int i = 0; i < rows.limit() / width; i++) {
      if (!FiniteRows.areFinite(rows.slice(i * width, width))) {
        throw notFinite(model, from + i, count);
      }
    }
  }

  private static IllegalArgumentException notFinite(Model model, int context, int count) {
    return new IllegalArgumentException(
        notFinite(model.name(), count == 1 ? "the context" : "context " + context));
  }

  /**
   * What is said of a prediction that is no number.
   *
   * @param context which one it was made from
   */
  public static String notFinite(String model, String context) {
    return "what the model `%s` predicts from %s is not a number: its vectors are too large for the model, or the model is damaged"
        .formatted(model, context);
  }

  /** Predicts a batch of contexts into a buffer that has room for just these. */
  @FunctionalInterface
  public interface BatchWriter {
    void predict(ContextBatch contexts, FloatBuffer predictions);
  }

  /**
   * From buffer to buffer, as many at once as memory should be spent on.
   *
   * @return how many were predicted
   * @throws IllegalArgumentException as {@link Model#predictInto}
   */
  public static int into(
      Model model, FloatBuffer contexts, FloatBuffer predictions, BatchWriter writer) {
    ContextBatch.Given given = ContextBatch.given(model, contexts);
    int count = given.count();
    requireRoom(model, contexts, predictions, count);
    int width = model.dimension();
    for (int from = 0; from < count; from += BATCH) {
      int to = Math.min(from + BATCH, count);
      FloatBuffer rows =
          predictions.slice(predictions.position() + from * width, (to - from) * width);
      writer.predict(new ContextBatch(model, given, from, to), rows);
      requireFinite(model, rows.rewind(), from, count);
    }
    return count;
  }

  /** The same of a model that answers in arrays alone. */
  public static int copied(Model model, FloatBuffer contexts, FloatBuffer predictions) {
    requireRoom(model, contexts, predictions, ContextBatch.given(model, contexts).count());
    List<Prediction> made = model.predictAll(contexts);
    FloatBuffer rows = predictions.slice();
    made.forEach(prediction -> rows.put(prediction.vector()));
    return made.size();
  }

  private static void requireRoom(
      Model model, FloatBuffer contexts, FloatBuffer predictions, int count) {
    long numbers = (long) count * model.dimension();
    String wrong = "";
    if (predictions.isReadOnly()) {
      wrong = "can only be read";
    } else if (predictions.remaining() < numbers) {
      wrong = "has room for " + predictions.remaining();
    } else if (count > 0 && BufferMemory.isShared(contexts, predictions)) {
      wrong = "shares memory with the contexts";
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(
          "the model `%s` writes %d predictions, %d numbers, but the buffer for them %s: give another"
              .formatted(model.name(), count, numbers, wrong));
    }
  }

  /** What a call says of a model that is closed. */
  public static IllegalStateException closed(String name) {
    return new IllegalStateException("the model `" + name + "` is closed: open it again");
  }

  /**
   * One for each row.
   *
   * @param vectors {@code [count, dimension]}, of unit length
   * @param attention {@code [count, contextLength]}, where there is one
   */
  public static List<Prediction> of(float[] vectors, Optional<float[]> attention, int count) {
    List<Prediction> predictions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int row = i;
      predictions.add(
          new Prediction(
              row(vectors, row, count), attention.map(weights -> row(weights, row, count))));
    }
    return predictions;
  }

  private static float[] row(float[] rows, int row, int count) {
    int width = rows.length / count;
    return Arrays.copyOfRange(rows, row * width, (row + 1) * width);
  }
}
