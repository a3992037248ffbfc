package dev.nextvec.examples;

import dev.nextvec.model.Model;
import dev.nextvec.model.Prediction;
import java.nio.file.Path;

/** Predicts one vector. */
public final class PredictNext {
  private PredictNext() {}

  /**
   * Opens a model and asks it once; a service opens it once and asks from all its threads.
   *
   * @param run directory of a trained run
   * @param lastFive the newest five vectors of a document, the oldest of them first
   */
  public static Prediction after(Path run, float[]... lastFive) throws Exception {
    try (Model model = Model.open(run)) {
      return model.predict(lastFive);
    }
  }
}
