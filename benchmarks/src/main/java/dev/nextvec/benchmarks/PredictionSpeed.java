package dev.nextvec.benchmarks;

import dev.nextvec.internal.nn.NetworkPredictor;
import dev.nextvec.internal.nn.StoredWeights;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.model.Architecture;
import java.util.Arrays;

/**
 * Times predictions from arrays to arrays, one JSON line per model and batch size.
 *
 * <p>Arguments: models, batch sizes (both comma-separated), predictions timed, threads, windows of
 * a document: with one, no two contexts share a vector.
 */
public final class PredictionSpeed {
  private static final int CONTEXT = 5;

  private PredictionSpeed() {}

  public static void main(String[] arguments) {
    int rounds = Integer.parseInt(arguments[2]);
    int threads = Integer.parseInt(arguments[3]);
    int windows = Integer.parseInt(arguments[4]);
    Libtorch engine = Libtorch.start(Device.CPU, threads);
    for (String name : arguments[0].split(",", -1)) {
      Architecture architecture = Subjects.architecture(name, CONTEXT);
      try (Weights weights = new Weights(engine, architecture.parameters(), 1);
          NetworkPredictor predictor =
              new NetworkPredictor(name, engine, StoredWeights.copy(architecture, weights))) {
        for (String size : arguments[1].split(",", -1)) {
          int batch = Integer.parseInt(size);
          double millis = medianMillis(predictor, batch, windows, rounds);
          System.out.printf(
              "{\"engine\": \"nextvec\", \"model\": \"%s\", \"threads\": %d, \"batch\": %d,"
                  + " \"windows\": %d, \"prediction_ms_median\": %.4f}%n",
              name, threads, batch, windows, millis);
        }
      }
    }
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

  private static double medianMillis(
      NetworkPredictor predictor, int batch, int windows, int rounds) {
    float[] contexts = contexts(batch, windows);
    float[] raw = new float[batch * Subjects.DIMENSION];
    double[] millis = new double[rounds];
    for (int i = -rounds; i < rounds; i++) {
      long started = System.nanoTime();
      predictor.predict(contexts, batch, raw);
      if (i >= 0) {
        millis[i] = (System.nanoTime() - started) / 1e6;
      }
    }
    Arrays.sort(millis);
    return millis[rounds / 2];
  }
}
