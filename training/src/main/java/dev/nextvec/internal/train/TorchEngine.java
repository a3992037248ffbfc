package dev.nextvec.internal.train;

import dev.nextvec.data.Windows;
import dev.nextvec.internal.engine.AffineMap;
import dev.nextvec.internal.engine.CandidateRows;
import dev.nextvec.internal.engine.CovarianceSum;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.engine.RidgeSystem;
import dev.nextvec.internal.engine.Similarities;
import dev.nextvec.internal.nn.NetworkPredictor;
import dev.nextvec.internal.torch.Bfloat16;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.TorchAffine;
import dev.nextvec.internal.torch.TorchCovariance;
import dev.nextvec.internal.torch.TorchProducts;
import dev.nextvec.internal.torch.TorchRidge;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.PredictionPrecision;
import dev.nextvec.provenance.Environment;

/** The engine on libtorch: it trains networks, runs them, and multiplies matrices. */
public final class TorchEngine implements Engine {
  private final Libtorch torch;

  private TorchEngine(Libtorch torch) {
    this.torch = torch;
  }

  /**
   * Loads libtorch and its matrix library; takes about a second.
   *
   * @param wanted the device; {@link Device#AUTO} for the best there is
   * @param threads threads of one tensor operation; 0 for one per processor
   * @throws IllegalStateException if this platform has no libtorch, or not the device
   */
  public static TorchEngine start(Device wanted, int threads) {
    return new TorchEngine(Libtorch.start(wanted, threads));
  }

  /**
   * Loads libtorch, or joins what runs on it already, with the threads that has; on the best device
   * there is.
   *
   * @throws IllegalStateException if this platform has no libtorch
   */
  public static TorchEngine join() {
    return new TorchEngine(Libtorch.join(Device.AUTO));
  }

  /** The running libtorch. */
  public Libtorch torch() {
    return torch;
  }

  /** The device in use. */
  public Device device() {
    return torch.device();
  }

  @Override
  public int threads() {
    return torch.threads();
  }

  @Override
  public Environment environment() {
    return torch.environment();
  }

  @Override
  public NetworkPredictor open(String name, ModelFile model) {
    return open(name, model, PredictionPrecision.FLOAT32);
  }

  @Override
  public NetworkPredictor open(String name, ModelFile model, PredictionPrecision precision) {
    return switch (precision) {
      case FLOAT32 -> NetworkPredictor.of(name, torch, model);
      case BFLOAT16 -> {
        Bfloat16.requireFor(torch);
        yield NetworkPredictor.inBfloat16(name, torch, model);
      }
    };
  }

  @Override
  public void products(
      CandidateRows candidates, float[] queries, int count, Similarities.Consumer consumer) {
    TorchProducts.stream(torch, candidates, queries, count, consumer);
  }

  @Override
  public void ownProducts(float[] rows, int count, int dimension, float[] into) {
    TorchProducts.ofPairs(torch, rows, count, dimension, into);
  }

  @Override
  public RidgeSystem ridge(Windows windows, int[] rows, double[] mean) {
    return new TorchRidge(torch, windows, rows, mean);
  }

  @Override
  public AffineMap affine(float[] weights, float[] offset) {
    return new TorchAffine(torch, weights, offset);
  }

  @Override
  public CovarianceSum covariance(int dimension) {
    return new TorchCovariance(torch, dimension);
  }
}
