package dev.nextvec.benchmarks;

import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.train.Batch;
import dev.nextvec.internal.train.Learner;
import dev.nextvec.model.Architecture;
import dev.nextvec.run.TrainingConfig;
import java.util.Arrays;

/**
 * Times whole training steps (forward, loss, backward, clipping, AdamW), one JSON line per model,
 * in the form of {@code peer.py speed}.
 *
 * <p>Arguments: models (comma-separated), steps, threads, batch size, context length.
 */
public final class StepSpeed {
  private static final int WARM_UP = 20;
  private static final double WARM_UP_SECONDS = 3; // until Java's code is compiled

  private StepSpeed() {}

  public static void main(String[] arguments) {
    String[] models = arguments[0].split(",", -1);
    int steps = Integer.parseInt(arguments[1]);
    int threads = Integer.parseInt(arguments[2]);
    int size = Integer.parseInt(arguments[3]);
    int context = Integer.parseInt(arguments[4]);
    Libtorch engine = Libtorch.start(Device.CPU, threads);
    for (String name : models) {
      Architecture architecture = Subjects.architecture(name, context);
      double median = medianMillis(engine, architecture, steps, size);
      System.out.printf(
          "{\"engine\": \"nextvec\", \"model\": \"%s\", \"threads\": %d, \"batch\": %d,"
              + " \"context\": %d, \"parameters\": %d, \"step_ms_median\": %.2f, \"samples_per_s\":"
              + " %.1f}%n",
          name, threads, size, context, architecture.parameterCount(), median, size * 1e3 / median);
    }
  }

  private static double medianMillis(
      Libtorch engine, Architecture architecture, int steps, int size) {
    TrainingConfig config = TrainingConfig.defaults();
    Batch batch = Subjects.batch(engine, architecture.contextLength(), size);
    double[] millis = new double[steps];
    try (Learner learner = new Learner(engine, architecture, config)) {
      double rate = config.optimiser().learningRate();
      int warm = 0;
      long began = System.nanoTime();
      while (warm < WARM_UP || System.nanoTime() - began < WARM_UP_SECONDS * 1e9) {
        learner.step(batch, warm++, rate);
      }
      for (int i = 0; i < steps; i++) {
        long started = System.nanoTime();
        learner.step(batch, warm + i, rate);
        millis[i] = (System.nanoTime() - started) / 1e6;
      }
    }
    Arrays.sort(millis);
    return millis[steps / 2];
  }
}
