package dev.nextvec.model;

import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.internal.safetensors.Safetensors;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Fixed inputs and the outputs a model gave for them when it was saved. Replayed at every load: a
 * checkpoint that no longer reproduces its outputs is refused.
 */
public final class GoldenProbe {
  private static final int CASES = 8;
  private static final String WEIGHTS = "weights_sha256";
  private static final String MAPPED = "candidates";

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
    predictor.candidates().ifPresent(map -> tensors.put(MAPPED, mapped(map, contexts, n)));
    new Safetensors(Map.of(WEIGHTS, Sha256.ofFile(weights)), tensors).write(file);
  }

  /** The newest vector of each context, mapped. */
  private static FloatTensor mapped(CandidateMap map, float[] contexts, int n) {
    int dim = map.dimension();
    float[] mapped = new float[CASES * dim];
    for (int c = 0; c < CASES; c++) {
      int newest = (c * n + n - 1) * dim;
      float[] row = map.apply(Arrays.copyOfRange(contexts, newest, newest + dim));
      System.arraycopy(row, 0, mapped, c * dim, dim);
    }
    return new FloatTensor(new long[] {CASES, dim}, mapped);
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
    requireSame(predicted(predictor, probe, file), values(probe, "raw"), predictor, file);
    replayMap(predictor, probe, file);
  }

  /**
   * Checks that a model that was found whole predicts nearly the same in another precision.
   *
   * @throws IOException if a recorded output is farther from its own than {@link
   *     PredictionPrecision#most}
   */
  public static void requireNear(Predictor narrow, Path file, PredictionPrecision precision)
      throws IOException {
    Safetensors probe = Safetensors.read(file);
    float[] raw = predicted(narrow, probe, file);
    double farthest = farthest(raw, values(probe, "raw"), narrow.dimension());
    if (!(farthest <= precision.most())) {
      throw new IOException(
          "in %s the model `%s` predicts too far from what is recorded in %s (%.2g of its length, at most %.2g): predict in float32"
              .formatted(precision.label(), narrow.name(), file, farthest, precision.most()));
    }
  }

  private static float[] predicted(Predictor predictor, Safetensors probe, Path file)
      throws IOException {
    int dim = predictor.dimension();
    float[] contexts = values(probe, "context");
    if (contexts.length != CASES * predictor.contextLength() * dim
        || values(probe, "raw").length != CASES * dim) {
      throw new IOException(
          file + " belongs to a model of other sizes: retrain, or restore both files together");
    }
    float[] raw = new float[CASES * dim];
    predictor.predict(contexts, CASES, raw);
    return raw;
  }

  private static void replayMap(Predictor predictor, Safetensors probe, Path file)
      throws IOException {
    float[] expected = values(probe, MAPPED);
    Optional<CandidateMap> map = predictor.candidates();
    if (map.isPresent() != expected.length > 0) {
      throw new IOException(
          "%s was recorded %s a map of the candidates, and the model `%s` has %s: restore both files together"
              .formatted(
                  file,
                  map.isPresent() ? "without" : "with",
                  predictor.name(),
                  map.isPresent() ? "one" : "none"));
    }
    if (map.isPresent()) {
      float[] contexts = values(probe, "context");
      float[] mapped = mapped(map.get(), contexts, predictor.contextLength()).values();
      requireSame(mapped, expected, predictor, file);
    }
  }

  private static void requireSame(float[] got, float[] expected, Predictor predictor, Path file)
      throws IOException {
    if (!(farthest(got, expected, predictor.dimension()) <= PredictionPrecision.FLOAT32.most())) {
      throw new IOException(
          "the model `"
              + predictor.name()
              + "` does not reproduce the outputs recorded in "
              + file
              + ": its weights changed after they were saved; restore both files together");
    }
  }

  /** The length of a difference in lengths of what was expected, the largest of all cases. */
  private static double farthest(float[] got, float[] expected, int dim) {
    double farthest = 0;
    for (int c = 0; c < CASES; c++) {
      double difference = 0;
      double length = 0;
      for (int i = c * dim; i < (c + 1) * dim; i++) {
        difference += Math.pow((double) got[i] - expected[i], 2);
        length += (double) expected[i] * expected[i];
      }
      double apart = Math.sqrt(difference) == 0 ? 0 : Math.sqrt(difference) / Math.sqrt(length);
      farthest = Math.max(farthest, apart); // NaN if either is
    }
    return farthest;
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
