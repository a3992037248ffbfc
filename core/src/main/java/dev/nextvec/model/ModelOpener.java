package dev.nextvec.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;

/** Opens models of one kind; found by {@link ServiceLoader}. */
public interface ModelOpener {

  /** Whether this is its kind. */
  boolean opens(Path path);

  /** Opens a model of its kind, see {@link Model#open(Path, PredictionPrecision)}. */
  Model open(Path path, PredictionPrecision precision) throws IOException;

  /** The one that opens what is here. */
  static ModelOpener find(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new IOException(
          path + " does not exist: name a model package or the directory of a trained run");
    }
    for (ModelOpener opener : ServiceLoader.load(ModelOpener.class)) {
      if (opener.opens(path)) {
        return opener;
      }
    }
    throw new IOException(path + missing(path));
  }

  private static String missing(Path path) {
    boolean exported =
        path.toString().endsWith(".onnx") || Files.exists(path.resolve("model.onnx"));
    return exported
        ? " is in ONNX, and what opens that is not on the class path: add nextvec-onnx"
        : " is no model: name a model package, with a config.json, an ONNX file, or the directory"
            + " of a trained run, with a run.json";
  }
}
