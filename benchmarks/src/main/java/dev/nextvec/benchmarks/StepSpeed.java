package dev.nextvec.benchmarks;

import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.train.Batch;
import dev.nextvec.internal.train.Learner;
import dev.nextvec.model.Architecture;
import dev.nextvec.run.TrainingConfig;
import dev.nextvec.run.TrainingConfig.Precision;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Times whole training steps (forward, loss, backward, clipping, AdamW), one JSON line for each
 * model and precision, in the form of {@code peer.py speed}. With several precisions their steps
 * take turns, five at a time.
 *
 * <p>Arguments: models (comma-separated), steps, threads, batch size, context length, precisions
 * (comma-separated; float32 by default). {@code step_cpu_ms_median} is the processor time of the
 * calling thread, which with one thread is all there is: other load changes it little.
 */
public final class StepSpeed {
  private static final int WARM_UP = 20;
  private static final double WARM_UP_SECONDS = 3; // until Java's code is compiled
  private static final int TURN = 5; // steps
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  private final Precision precision;
  private final Learner learner;
  private final Batch batch;
  private final double rate;
  private final double[] millis;
  private final double[] cpuMillis;
  private int done;

  private StepSpeed(
      Libtorch engine, Architecture architecture, Precision precision, int steps, int size) {
    this.precision = precision;
    TrainingConfig config = TrainingConfig.defaults().withPrecision(precision);
    rate = config.optimiser().learningRate();
    batch = Subjects.batch(engine, architecture.contextLength(), size);
    learner = new Learner(engine, architecture, config);
    millis = new double[steps];
    cpuMillis = new double[steps];
  }

  public static void main(String[] arguments) {
    String[] models = arguments[0].split(",", -1);
    int steps = Integer.parseInt(arguments[1]);
    int threads = Integer.parseInt(arguments[2]);
    int size = Integer.parseInt(arguments[3]);
    int context = Integer.parseInt(arguments[4]);
    String[] precisions = (arguments.length > 5 ? arguments[5] : "float32").split(",", -1);
    Libtorch engine = Libtorch.start(Device.CPU, threads);
    for (String name : models) {
      Architecture architecture = Subjects.architecture(name, context);
      for (StepSpeed each : measured(engine, architecture, precisions, steps, size)) {
        System.out.printf(
            "{\"engine\": \"nextvec\", \"model\": \"%s\", \"precision\": \"%s\", \"threads\": %d,"
                + " \"batch\": %d, \"context\": %d, \"parameters\": %d, \"step_ms_median\": %.2f,"
                + " \"step_cpu_ms_median\": %.2f, \"samples_per_s\": %.1f}%n",
            name,
            each.precision.label(),
            threads,
            size,
            context,
            architecture.parameterCount(),
            median(each.millis),
            median(each.cpuMillis),
            size * 1e3 / median(each.millis));
      }
    }
  }

  private static List<StepSpeed> measured(
      Libtorch engine, Architecture architecture, String[] precisions, int steps, int size) {
    List<StepSpeed> all = new ArrayList<>();
    for (String label : precisions) {
      Precision precision = Precision.valueOf(label.toUpperCase(Locale.ROOT));
      StepSpeed each = new StepSpeed(engine, architecture, precision, steps, size);
      each.warmUp();
      all.add(each);
    }
    for (int from = 0; from < steps; from += TURN) {
      for (StepSpeed each : all) {
        each.time(from, Math.min(TURN, steps - from));
      }
    }
    all.forEach(each -> each.learner.close());
    return all;
  }

  private void warmUp() {
    long began = System.nanoTime();
    while (done < WARM_UP || System.nanoTime() - began < WARM_UP_SECONDS * 1e9) {
      learner.step(batch, done++, rate);
    }
  }

  private void time(int from, int count) {
    for (int i = from; i < from + count; i++) {
      long started = System.nanoTime();
      long cpuStarted = CLOCK.getCurrentThreadCpuTime();
      learner.step(batch, done++, rate);
      cpuMillis[i] = (CLOCK.getCurrentThreadCpuTime() - cpuStarted) / 1e6;
      millis[i] = (System.nanoTime() - started) / 1e6;
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
