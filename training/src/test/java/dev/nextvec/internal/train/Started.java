package dev.nextvec.internal.train;

import dev.nextvec.data.Windows;
import dev.nextvec.internal.nn.StoredWeights;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Predictor;
import dev.nextvec.run.Goal;

/** Networks as they are before the first step. */
public final class Started {
  private Started() {}

  /** A network with the closed-form start that all windows give it. */
  public static Predictor network(Architecture architecture, Windows windows, int[] all) {
    TorchEngine engine = TorchEngine.start(Device.CPU, 1);
    try (Weights weights = new Weights(engine.torch(), architecture.parameters(), 3)) {
      new ClosedFormStart(engine, windows, all, all)
          .of(architecture, new Goal.Regression())
          .forEach(weights::set);
      return engine.open(architecture.name(), StoredWeights.copy(architecture, weights));
    }
  }
}
