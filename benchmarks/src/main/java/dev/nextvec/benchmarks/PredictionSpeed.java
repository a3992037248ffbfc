package dev.nextvec.benchmarks;

import dev.nextvec.internal.nn.StoredWeights;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.train.TorchEngine;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.PredictionPrecision;
import dev.nextvec.model.Predictor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Times predictions from arrays to arrays, one JSON line per model, batch size and precision. With
 * several precisions their predictions take turns, ten at a time.
 *
 * <p>Arguments: models, batch sizes (both comma-separated), predictions timed, threads, windows of
 * a document (with one, no two contexts share a vector), precisions (comma-separated; float32 by
 * default). {@code prediction_cpu_ms_median} is the processor time of the calling thread, which
 * with one thread is all there is: other load changes it little.
 */
public final class PredictionSpeed {
  private static final int CONTEXT = 5;
  private static final int TURN = 10;
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  private final PredictionPrecision precision;
  private final Predictor predictor;
  private final float[] contexts;
  private final float[] raw;
  private final int batch;
  private final double[] millis;
  private final double[] cpuMillis;

  private PredictionSpeed(
      PredictionPrecision precision, Predictor predictor, float[] contexts, int batch, int rounds) {
    this.precision = precision;
    this.predictor = predictor;
    this.contexts = contexts;
    this.batch = batch;
    raw = new float[batch * Subjects.DIMENSION];
    millis = new double[rounds];
    cpuMillis = new double[rounds];
  }

  public static void main(String[] arguments) throws Exception {
    int rounds = Integer.parseInt(arguments[2]);
    int threads = Integer.parseInt(arguments[3]);
    int windows = Integer.parseInt(arguments[4]);
    String[] precisions = (arguments.length > 5 ? arguments[5] : "float32").split(",", -1);
    TorchEngine engine = TorchEngine.start(Device.CPU, threads);
    for (String name : arguments[0].split(",", -1)) {
      ModelFile model = model(engine, name);
      for (String size : arguments[1].split(",", -1)) {
        int batch = Integer.parseInt(size);
        List<PredictionSpeed> all = new ArrayList<>();
        for (String label : precisions) {
          PredictionPrecision precision =
              PredictionPrecision.valueOf(label.toUpperCase(Locale.ROOT));
          Predictor predictor = engine.open(name, model, precision);
          all.add(
              new PredictionSpeed(precision, predictor, contexts(batch, windows), batch, rounds));
        }
        inTurn(all, rounds);
        all.forEach(each -> each.print(name, threads, windows));
        all.forEach(each -> each.predictor.close());
      }
    }
  }

  private static ModelFile model(TorchEngine engine, String name) {
    Architecture architecture = Subjects.architecture(name, CONTEXT);
    try (Weights weights = new Weights(engine.torch(), architecture.parameters(), 1)) {
      return StoredWeights.copy(architecture, weights);
    }
  }

  private static void inTurn(List<PredictionSpeed> all, int rounds) {
    for (int from = -rounds; from < rounds; from += TURN) {
      for (PredictionSpeed each : all) {
        for (int i = from; i < Math.min(from + TURN, rounds); i++) {
          each.time(i);
        }
      }
    }
  }

  private void print(String name, int threads, int windows) {
    System.out.printf(
        "{\"engine\": \"nextvec\", \"model\": \"%s\", \"precision\": \"%s\", \"threads\": %d,"
            + " \"batch\": %d, \"windows\": %d, \"prediction_ms_median\": %.4f,"
            + " \"prediction_cpu_ms_median\": %.4f}%n",
        name, precision.label(), threads, batch, windows, median(millis), median(cpuMillis));
  }

  /** Documents of {@code windows} windows each, one window after another. */
  private static float[] contexts(int batch, int windows) {
    int chunks = windows + CONTEXT - 1;
    int documents = (batch + windows - 1) / windows;
    float[] vectors = Subjects.unitVectors(1, documents * chunks);
    int dim = Subjects.DIMENSION;
    float[] contexts = new float[batch * CONTEXT * dim];
    for (int i = 0; i < batch; i++) {
      int first = i / windows * chunks + i % windows;
      System.arraycopy(vectors, first * dim, contexts, i * CONTEXT * dim, CONTEXT * dim);
    }
    return contexts;
  }

  /**
   * One prediction.
   *
   * @param number negative while warming up
   */
  private void time(int number) {
    long started = System.nanoTime();
    long cpuStarted = CLOCK.getCurrentThreadCpuTime();
    predictor.predict(contexts, batch, raw);
    if (number >= 0) {
      cpuMillis[number] = (CLOCK.getCurrentThreadCpuTime() - cpuStarted) / 1e6;
      millis[number] = (System.nanoTime() - started) / 1e6;
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
