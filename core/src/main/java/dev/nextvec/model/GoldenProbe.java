package dev.nextvec.model;

import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.internal.safetensors.Safetensors;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Fixed inputs and the outputs a model gave for them when it was saved. Replayed at every load: a
 * checkpoint that no longer reproduces its outputs is refused.
 */
public final class GoldenProbe {
  private static final int CASES = 8;
  private static final double TOLERANCE = 1e-3; // of the output's length: other machine, same model

  private static final String WEIGHTS = "weights_sha256";

  private GoldenProbe() {}

  /**
   * Runs the probe inputs and writes them with their outputs.
   *
   * @param weights the file of the predictor's weights, whose hash is recorded with them
   */
  public static void record(Predictor predictor, Path weights, Path file) throws IOException {
    int n = predictor.contextLength();
    int dim = predictor.dimension();
    float[] contexts = contexts(CASES, n, dim);
    float[] raw = new float[CASES * dim];
    predictor.predict(contexts, CASES, raw);
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    tensors.put("context", new FloatTensor(new long[] {CASES, n, dim}, contexts));
    tensors.put("raw", new FloatTensor(new long[] {CASES, dim}, raw));
    new Safetensors(Map.of(WEIGHTS, Sha256.ofFile(weights)), tensors).write(file);
  }

  /**
   * Checks that weights are, to the last bit, those whose outputs were recorded; what older
   * versions recorded does not say.
   *
   * @throws IOException if they are not, or the file is damaged
   */
  public static void requireWeights(Path weights, Path file) throws IOException {
    String recorded = Safetensors.read(file).metadata().get(WEIGHTS);
    if (recorded != null && !recorded.equals(Sha256.ofFile(weights))) {
      throw new IOException(
          "%s was changed after its outputs were recorded in %s: restore both files together"
              .formatted(weights, file));
    }
  }

  /**
   * Replays the probe.
   *
   * @throws IOException if the file is damaged or the model does not give its outputs
   */
  public static void replay(Predictor predictor, Path file) throws IOException {
    Safetensors probe = Safetensors.read(file);
    int dim = predictor.dimension();
    float[] contexts = values(probe, "context");
    float[] expected = values(probe, "raw");
    if (contexts.length != CASES * predictor.contextLength() * dim
        || expected.length != CASES * dim) {
      throw new IOException(
          file + " belongs to a model of other sizes: retrain, or restore both files together");
    }
    float[] raw = new float[CASES * dim];
    predictor.predict(contexts, CASES, raw);
    for (int c = 0; c < CASES; c++) {
      double difference = 0;
      double length = 0;
      for (int i = c * dim; i < (c + 1) * dim; i++) {
        difference += Math.pow((double) raw[i] - expected[i], 2);
        length += (double) expected[i] * expected[i];
      }
      if (!(Math.sqrt(difference) <= TOLERANCE * Math.sqrt(length))) {
        throw new IOException(
            "the model `"
                + predictor.name()
                + "` does not reproduce the outputs recorded in "
                + file
                + ": its weights changed after they were saved; restore both files together");
      }
    }
  }

  private static float[] values(Safetensors probe, String name) {
    Safetensors.FloatTensor tensor = probe.tensors().get(name);
    return tensor == null ? new float[0] : tensor.values();
  }

  /**
   * Random unit vectors, the same everywhere.
   *
   * @return {@code [cases, n, dim]} row-major; fewer cases are the first of more
   */
  public static float[] contexts(int cases, int n, int dim) {
    CounterRandom random = CounterRandom.of(1, "probe");
    float[] contexts = new float[cases * n * dim];
    for (int row = 0; row < cases * n; row++) {
      for (int i = row * dim; i < (row + 1) * dim; i++) {
        contexts[i] = (float) random.gaussian(i);
      }
      Rows.normalise(contexts, row * dim, dim);
    }
    return contexts;
  }
}
