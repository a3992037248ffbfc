package dev.nextvec.internal.engine;

import dev.nextvec.data.Windows;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.PredictionPrecision;
import dev.nextvec.model.Predictor;
import dev.nextvec.provenance.Environment;
import java.io.IOException;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The engine in plain Java, for platforms without libtorch: baselines, ranks and the doctor's
 * examinations work on it, slower. It hands networks to a {@link NetworkRuntime}.
 */
public final class PlainEngine implements Engine {
  private static final int QUERIES = 256;
  private static final int CANDIDATES = 1024;

  private final int threads;
  private final FloatProducts products;
  private final Optional<NetworkRuntime> networks;

  /**
   * An engine.
   *
   * @param threads of one operation; 0 for one per processor
   */
  public PlainEngine(int threads) {
    if (threads < 0) {
      throw new IllegalArgumentException(
          "`threads` must be 0 (automatic) or more but was " + threads);
    }
    this.threads = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    products = new FloatProducts(this.threads);
    networks = ServiceLoader.load(NetworkRuntime.class).findFirst();
  }

  @Override
  public int threads() {
    return threads;
  }

  @Override
  public Environment environment() {
    return Environment.current("none", "plain Java", "cpu", threads);
  }

  @Override
  public Environment networkEnvironment() {
    return networks.map(NetworkRuntime::environment).orElseGet(this::environment);
  }

  @Override
  public Predictor open(String name, ModelFile model, PredictionPrecision precision)
      throws IOException {
    if (precision != PredictionPrecision.FLOAT32) {
      throw new EngineMissing(
          "`%s` cannot predict in %s without libtorch, which is missing here or left out: predict with %s"
              .formatted(
                  name,
                  precision.label(),
                  Setting.PRECISION.of(PredictionPrecision.FLOAT32.label())));
    }
    if (networks.isEmpty()) {
      throw new IOException(
          "`%s` is a network (%s), and what runs networks is not on the class path: add nextvec-training, or nextvec-onnx where there is no libtorch"
              .formatted(name, model.architecture().name()));
    }
    return networks.get().open(name, model);
  }

  @Override
  public void products(
      CandidateRows candidates, float[] queries, int count, Similarities.Consumer consumer) {
    int dimension = candidates.dimension();
    int most = (int) Math.min(CANDIDATES, candidates.count());
    float[] rows = new float[most * dimension];
    float[] values = new float[Math.min(QUERIES, count) * most];
    for (long first = 0; first < candidates.count(); first += most) {
      int n = (int) Math.min(most, candidates.count() - first);
      candidates.read(first, n, rows);
      for (int from = 0; from < count; from += QUERIES) {
        int m = Math.min(QUERIES, count - from);
        products.timesTransposed(queries, from, m, rows, n, dimension, values);
        consumer.accept(new Similarities.Block(from, m, first, n, values));
      }
    }
  }

  @Override
  public void ownProducts(float[] rows, int count, int dimension, float[] into) {
    products.timesTransposed(rows, 0, count, rows, count, dimension, into);
  }

  @Override
  public RidgeSystem ridge(Windows windows, int[] rows, double[] mean) {
    return new PlainRidge(new PlainGram(products, new WindowsLessMean(windows, mean)).of(rows));
  }

  @Override
  public AffineMap affine(float[] weights, float[] offset) {
    return new PlainAffine(products, weights.clone(), offset.clone());
  }

  @Override
  public CovarianceSum covariance(int dimension) {
    return new PlainCovariance(products, dimension);
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record PlainAffine(FloatProducts products, float[] weights, float[] offset)
      implements AffineMap {
    @Override
    public void apply(float[] x, int count, float[] y) {
      products.affine(x, count, weights, offset, y);
    }

    @Override
    public void close() {}
  }
}
