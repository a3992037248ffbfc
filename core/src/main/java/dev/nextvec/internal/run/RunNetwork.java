package dev.nextvec.internal.run;

import dev.nextvec.internal.engine.Engine;
import dev.nextvec.model.GoldenProbe;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.PredictionPrecision;
import dev.nextvec.model.Predictor;
import dev.nextvec.run.RunInfo;
import java.io.IOException;

/**
 * The best weights of a run, as an engine opens them.
 *
 * @param info what the run just said of itself
 */
record RunNetwork(RunDirectory run, RunInfo info) {

  /** What is looked at before a network is used. */
  @FunctionalInterface
  private interface Proof {
    void require(Predictor predictor) throws IOException;
  }

  /**
   * Opens them and replays the recorded outputs: in float32, whatever is asked for, and then in
   * that.
   *
   * @throws IllegalStateException if the engine does not compute in it
   * @throws IOException if a file is missing or damaged, the outputs are not reproduced, or a
   *     training has put other weights in their place meanwhile
   */
  Predictor open(Engine engine, PredictionPrecision precision) throws IOException {
    run.requireModel(info);
    ModelFile model = model();
    Predictor exact = opened(engine, model, PredictionPrecision.FLOAT32, this::requireUnchanged);
    if (precision == PredictionPrecision.FLOAT32) {
      return exact;
    }
    exact.close();
    return opened(
        engine,
        model,
        precision,
        narrow -> GoldenProbe.requireNear(narrow, run.kept().golden(info.bestEpoch()), precision));
  }

  private ModelFile model() throws IOException {
    ModelFile model = ModelFile.read(run.model(info));
    if (model.candidates().isPresent() != info.config().goal().mapsCandidates()) {
      throw new IOException(
          "%s and %s do not agree on whether candidates are mapped: restore both files together"
              .formatted(run.model(info), run.runJson()));
    }
    return model;
  }

  private void requireUnchanged(Predictor predictor) throws IOException {
    int best = info.bestEpoch();
    GoldenProbe.replay(predictor, run.kept().golden(best));
    GoldenProbe.requireWeights(run.model(info), run.kept().golden(best));
    if (run.info().bestEpoch() != best) {
      throw new IOException(run.path() + " got better weights while it was read: try again");
    }
  }

  private Predictor opened(
      Engine engine, ModelFile model, PredictionPrecision precision, Proof proof)
      throws IOException {
    Predictor predictor = engine.open(run.name(), model, precision);
    try {
      proof.require(predictor);
      return predictor;
    } catch (IOException | RuntimeException e) {
      predictor.close();
      throw e;
    }
  }
}
