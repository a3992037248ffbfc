package dev.nextvec.internal.engine;

import dev.nextvec.model.ModelFile;
import dev.nextvec.model.Predictor;
import dev.nextvec.provenance.Environment;
import java.io.IOException;

/**
 * Runs networks for an engine that runs none itself; found by {@link java.util.ServiceLoader}. Its
 * predictions are those of libtorch to rounding, of the same lengths and with the same {@link
 * dev.nextvec.model.Mixing}.
 */
public interface NetworkRuntime {

  /**
   * A network that predicts.
   *
   * @param name shown in tables
   * @throws IOException if it cannot be handed over
   */
  Predictor open(String name, ModelFile model) throws IOException;

  /** The software and machine that run it, for provenance. */
  Environment environment();
}
