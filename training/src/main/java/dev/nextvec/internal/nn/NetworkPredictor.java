package dev.nextvec.internal.nn;

import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.model.Mixing;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.Predictor;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoDispatchBelowADInplaceOrView;
import org.bytedeco.pytorch.Tensor;

/** A trained network that predicts. Not for use by two threads at once. */
public final class NetworkPredictor implements Predictor {
  private final String name;
  private final Libtorch engine;
  private final Architecture architecture;
  private final Weights weights;
  private final boolean ownsWeights;
  private final Workspace workspace;
  private final Network network;
  private final Workspace.Buffer input;
  private final Optional<CandidateMap> candidates;

  /** A network with the file's weights. */
  public static NetworkPredictor of(String name, Libtorch engine, ModelFile model) {
    Weights weights = fixed(engine, model);
    return new NetworkPredictor(
        name, model.architecture(), weights, new Workspace(engine), true, model.candidates());
  }

  /**
   * The same with products in bfloat16.
   *
   * @throws IllegalStateException if this machine cannot
   */
  public static NetworkPredictor inBfloat16(String name, Libtorch engine, ModelFile model) {
    Weights weights = fixed(engine, model);
    Workspace space = Workspace.bfloat16(engine, weights);
    space.kernels().begin(); // the weights stay as they are
    return new NetworkPredictor(
        name, model.architecture(), weights, space, true, model.candidates());
  }

  private static Weights fixed(Libtorch engine, ModelFile model) {
    Weights weights = new Weights(engine, model.architecture().parameters(), 0);
    StoredWeights.copy(model, weights);
    weights.fix();
    return weights;
  }

  /**
   * A network over weights that stay the caller's, and follow their changes.
   *
   * @param candidates the map of the candidates as it is now
   */
  public static NetworkPredictor over(
      String name, Architecture architecture, Weights weights, Optional<CandidateMap> candidates) {
    Workspace space = new Workspace(weights.engine());
    return new NetworkPredictor(name, architecture, weights, space, false, candidates);
  }

  private NetworkPredictor(
      String name,
      Architecture architecture,
      Weights weights,
      Workspace workspace,
      boolean ownsWeights,
      Optional<CandidateMap> candidates) {
    this.name = name;
    this.engine = weights.engine();
    this.architecture = architecture;
    this.weights = weights;
    this.ownsWeights = ownsWeights;
    this.workspace = workspace;
    network = Networks.build(architecture, weights, workspace);
    input = workspace.buffer();
    this.candidates = candidates;
  }

  @Override
  public String name() {
    return name;
  }

  /** The sizes of the network. */
  public Architecture architecture() {
    return architecture;
  }

  @Override
  public int contextLength() {
    return architecture.contextLength();
  }

  @Override
  public int dimension() {
    return architecture.dimension();
  }

  @Override
  public long parameters() {
    return architecture.parameterCount();
  }

  @Override
  public long flops() {
    return architecture.flops();
  }

  @Override
  public Optional<CandidateMap> candidates() {
    return candidates;
  }

  @Override
  public void predict(float[] contexts, int count, float[] raw) {
    try (PointerScope scope = engine.scope();
        AutoDispatchBelowADInplaceOrView plain = new AutoDispatchBelowADInplaceOrView()) {
      forward(contexts, count, raw);
    }
  }

  private Contexts forward(float[] contexts, int count, float[] raw) {
    Contexts x = new GivenContexts(engine, contexts, count, contextLength(), dimension(), input);
    Tensor output = network.forward(x, new Mode.Prediction());
    engine.download(output, raw, count * dimension());
    return x;
  }

  @Override
  public Optional<Mixing> predictMixed(float[] contexts, int count, float[] raw) {
    try (PointerScope scope = engine.scope();
        AutoDispatchBelowADInplaceOrView plain = new AutoDispatchBelowADInplaceOrView()) {
      Contexts x = forward(contexts, count, raw);
      return network.mixing(x).map(mixed -> download(mixed, count));
    }
  }

  private Mixing download(Network.Mixed mixed, int count) {
    float[] weights = new float[count * contextLength()];
    float[] base = new float[count * dimension()];
    engine.download(mixed.weights().t().contiguous(), weights, weights.length);
    engine.download(mixed.base().contiguous(), base, base.length);
    return new Mixing(weights, base);
  }

  @Override
  public void close() {
    workspace.close();
    if (ownsWeights) {
      weights.close();
    }
  }
}
