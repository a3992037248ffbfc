package dev.nextvec.internal.train;

import dev.nextvec.internal.torch.Bfloat16;
import dev.nextvec.run.TrainingConfig;

/** Whether this machine trains in the precision that is asked for. */
final class TrainingPrecision {
  private TrainingPrecision() {}

  /**
   * Makes sure of it.
   *
   * @throws IllegalStateException if it does not
   */
  static void require(TorchEngine engine, TrainingConfig config, TrainingListener listener) {
    switch (config.precision()) {
      case FLOAT32 -> {}
      case BFLOAT16 -> {
        Bfloat16.requireFor(engine.torch());
        if (Bfloat16.instructions().isEmpty()) {
          listener.note(
              "this processor has no instructions for bfloat16: training in it is slower here than"
                  + " in float32");
        }
      }
    }
  }
}
