package dev.nextvec.internal.diagnose;

import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.baseline.LearnedAverage;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.baseline.Persistence;
import dev.nextvec.internal.baseline.Ridge;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.model.Predictor;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model's figures are set beside, fitted on the training windows: ridge (the closed-form
 * optimum among linear maps of the context; missing where contexts are too large), the learned
 * average, the linear average and persistence.
 *
 * @param predictors in this order
 */
public record References(List<Predictor> predictors) implements AutoCloseable {
  public References {
    predictors = List.copyOf(predictors);
  }

  /** Fits them. */
  public static References fit(Engine engine, Windows windows, Split split) {
    List<Predictor> fitted = new ArrayList<>();
    LearnedAverage average = LearnedAverage.fit(windows, split.train());
    if (Ridge.fits(windows)) {
      fitted.add(Ridge.fit(engine, windows, split.train(), split.validation(), average));
    }
    fitted.add(average);
    fitted.add(new LinearAverage(windows.contextLength(), windows.dimension()));
    fitted.add(new Persistence(windows.contextLength(), windows.dimension()));
    return new References(fitted);
  }

  @Override
  public void close() {
    predictors.forEach(Predictor::close);
  }
}
