package dev.nextvec.model;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A trained model, opened to predict. Safe to share: any number of threads may call it at the same
 * time, and each call returns what it alone asked for.
 *
 * <pre>{@code
 * try (Model model = Model.open(Path.of("runs/amn"))) {
 *   Prediction next = model.predict(lastFive);
 * }
 * }</pre>
 */
public interface Model extends AutoCloseable {

  /**
   * Opens a model and lets it repeat the outputs that were recorded with its weights. What can be
   * opened depends on what is on the class path: a run directory needs the training module.
   *
   * @throws IOException if there is no model, nothing here opens its kind, a file is missing or
   *     damaged, or the recorded outputs are not reproduced
   */
  static Model open(Path path) throws IOException {
    return ModelOpener.find(path).open(path);
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
   * @throws IllegalArgumentException if the context has other sizes or is not finite
   * @throws IllegalStateException if the model is closed
   */
  Prediction predict(float[]... context);

  /** Waits for calls that are under way, then frees what the model holds. */
  @Override
  void close();
}
