package dev.nextvec.examples;

import dev.nextvec.model.Model;
import dev.nextvec.model.Prediction;
import java.nio.file.Path;
import java.util.List;

/** Predicts in a service, with nextvec-onnx as its only dependency. */
public final class PredictFromPackage {
  private PredictFromPackage() {}

  /**
   * Opens a model package and asks for several predictions at once.
   *
   * @param directory what {@code nextvec export} wrote
   * @param contexts each the newest vectors of a document, the oldest of them first
   */
  public static List<Prediction> after(Path directory, List<float[][]> contexts) throws Exception {
    try (Model model = Model.open(directory)) {
      return model.predictAll(contexts);
    }
  }
}
