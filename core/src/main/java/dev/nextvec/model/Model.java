package dev.nextvec.model;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.model.Predictions;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A trained model, opened to predict. Safe to share: any number of threads may call it at the same
 * time, and each call returns what it alone asked for.
 *
 * <pre>{@code
 * try (Model model = Model.open(Path.of("handbook.model"))) {
 *   Prediction next = model.predict(lastFive);
 * }
 * }</pre>
 */
public interface Model extends AutoCloseable {

  /**
   * Opens a model and lets it repeat the outputs that were recorded with its weights. What can be
   * opened depends on what is on the class path: a model package or an ONNX file needs the onnx
   * module, a run directory the training module or, where libtorch is missing, the onnx module.
   *
   * @throws IOException if there is no model, nothing here opens its kind, a file is missing or
   *     damaged, or the recorded outputs are not reproduced
   */
  static Model open(Path path) throws IOException {
    return open(path, PredictionPrecision.FLOAT32);
  }

  /**
   * The same, predicting in another precision than float32: for run directories, where libtorch
   * computes. The same contexts give the same bits twice; a context gives, to rounding, the same
   * among others as alone.
   *
   * @throws IllegalArgumentException if models of this kind are not computed in it
   * @throws IllegalStateException if this machine does not compute in it
   * @throws IOException also if recorded predictions come out too different, see {@link
   *     PredictionPrecision#most}
   */
  static Model open(Path path, PredictionPrecision precision) throws IOException {
    return ModelOpener.find(path).open(path, precision);
  }

  /** The name it has in tables. */
  String name();

  /** Number of vectors in a context. */
  int contextLength();

  /** Length of one vector. */
  int dimension();

  /**
   * Predicts what follows.
   *
   * @param context {@link #contextLength} vectors of {@link #dimension} finite numbers, the oldest
   *     first, scaled as those of the training were
   * @throws IllegalArgumentException if the context has other sizes or is not finite, or what is
   *     predicted from it is not: numbers can be too large for a model
   * @throws IllegalStateException if the model is closed
   */
  default Prediction predict(float[]... context) {
    return predictAll(Collections.singletonList(context)).getFirst();
  }

  /**
   * Predicts what follows each of several contexts. Each prediction is what a call for it alone
   * gives, to rounding.
   *
   * @param contexts each as {@link #predict(float[]...)} takes it
   * @return as many predictions, in their order
   * @throws IllegalArgumentException as {@link #predict(float[]...)}, naming the context
   * @throws IllegalStateException if the model is closed
   */
  List<Prediction> predictAll(List<float[][]> contexts);

  /**
   * The same of contexts that are one after another in a buffer, as they come from a file or a
   * network.
   *
   * @param contexts {@code [count, contextLength, dimension]} from its position to its limit, which
   *     stay as they are
   * @throws IllegalArgumentException if they are not whole, or as {@link #predictAll(List)}
   * @throws IllegalStateException if the model is closed
   */
  default List<Prediction> predictAll(FloatBuffer contexts) {
    int size = contextLength() * dimension();
    if (contexts.remaining() % size != 0) {
      throw new IllegalArgumentException(
          "the contexts of the model `%s` have %d numbers each but the buffer holds %d"
              .formatted(name(), size, contexts.remaining()));
    }
    List<float[][]> all = new ArrayList<>();
    for (FloatBuffer rest = contexts.slice(); rest.hasRemaining(); ) {
      float[][] context = new float[contextLength()][dimension()];
      for (float[] vector : context) {
        rest.get(vector);
      }
      all.add(context);
    }
    return predictAll(all);
  }

  /**
   * The same from buffer to buffer, without arrays between them: for programs that hold vectors
   * outside of Java's heap. Where a buffer is direct and of the machine's byte order, ONNX Runtime
   * reads and writes it where it is; every other is copied. The attention is not told.
   *
   * @param contexts {@code [count, contextLength, dimension]} from its position to its limit, which
   *     stay as they are; it is read until the call returns
   * @param predictions receives {@code [count, dimension]}, of unit length, from its position on;
   *     its position and limit stay as they are, and so does what lies behind
   * @return how many there are
   * @throws IllegalArgumentException if the contexts are not whole, or the predictions have too
   *     little room, cannot be written or share memory with the contexts: nothing is written then;
   *     or if a context, or what is predicted from it, is not finite: predictions, also such as are
   *     no numbers, may be written then
   * @throws IllegalStateException if the model is closed
   */
  default int predictInto(FloatBuffer contexts, FloatBuffer predictions) {
    return Predictions.copied(this, contexts, predictions);
  }

  /**
   * What chunks pass through before predictions are compared with them, for a model with two sides;
   * empty for most, whose predictions are compared with chunks as they are.
   */
  default Optional<CandidateMap> candidates() {
    return Optional.empty();
  }

  /** What made the vectors that the model learned from; empty where that was not recorded. */
  Optional<EncoderFingerprint> encoder();

  /**
   * Checks that vectors of an encoder may be given to this model. Where the model's own encoder is
   * not known there is nothing to check by.
   *
   * @throws IllegalArgumentException naming both encoders if they differ
   */
  default void requireEncoder(EncoderFingerprint other) {
    if (encoder().isPresent()) {
      try {
        EncoderFingerprint.requireCompatible(encoder().get(), other);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "the model `%s` takes no such vectors: %s".formatted(name(), e.getMessage()), e);
      }
    }
  }

  /** Waits for calls that are under way, then frees what the model holds. */
  @Override
  void close();
}
