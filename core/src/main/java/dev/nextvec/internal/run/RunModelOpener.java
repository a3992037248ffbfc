package dev.nextvec.internal.run;

import dev.nextvec.internal.engine.Engines;
import dev.nextvec.internal.model.SharedModel;
import dev.nextvec.model.Model;
import dev.nextvec.model.ModelOpener;
import dev.nextvec.model.PredictionPrecision;
import java.io.IOException;
import java.nio.file.Path;

/** Opens the best weights of a run on the engine of the class path. */
public final class RunModelOpener implements ModelOpener {

  @Override
  public boolean opens(Path path) {
    RunDirectory run = new RunDirectory(path);
    return run.exists() || run.isRemains();
  }

  @Override
  public Model open(Path path, PredictionPrecision precision) throws IOException {
    RunDirectory run = new RunDirectory(path);
    return new SharedModel(run.load(Engines.join(), precision), run.encoder());
  }
}
