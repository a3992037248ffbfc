package dev.nextvec.internal.train;

import dev.nextvec.internal.nn.CandidateLayer;
import dev.nextvec.internal.nn.Mode;
import dev.nextvec.internal.nn.Network;
import dev.nextvec.internal.nn.Networks;
import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Parameter;
import dev.nextvec.run.Goal;
import dev.nextvec.run.TrainingConfig;
import dev.nextvec.vector.Rows;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoDispatchBelowADInplaceOrView;
import org.bytedeco.pytorch.Tensor;

/** A network with its weights and optimiser: everything one step changes. */
public final class Learner implements AutoCloseable {
  private final Libtorch engine;
  private final Architecture architecture;
  private final TrainingConfig config;
  private final Weights weights;
  private final Workspace workspace;
  private final Network network;
  private final AdamW optimiser;
  private final Optional<Contrast> contrast;
  private final CounterRandom dropout;
  private final Workspace.Buffer contexts;
  private final Workspace.Buffer gradient;
  private final Workspace.Buffer chunks;
  private float[] raw = {};
  private float[] dRaw = {};

  public Learner(Libtorch engine, Architecture architecture, TrainingConfig config) {
    this.engine = engine;
    this.architecture = architecture;
    this.config = config;
    weights = new Weights(engine, parameters(architecture, config.goal()), config.seed());
    workspace = new Workspace(engine);
    network = Networks.build(architecture, weights, workspace);
    optimiser = new AdamW(engine, weights, config.optimiser());
    contrast =
        switch (config.goal()) {
          case Goal.Regression() -> Optional.empty();
          case Goal.Retrieval goal -> Optional.of(new Contrast(goal, weights, workspace));
        };
    dropout = CounterRandom.of(config.seed(), "dropout");
    contexts = workspace.buffer();
    gradient = workspace.buffer();
    chunks = workspace.buffer();
  }

  /** The network's, and what the goal's objective learns beside them. */
  private static List<Parameter> parameters(Architecture architecture, Goal goal) {
    return switch (goal) {
      case Goal.Regression() -> architecture.parameters();
      case Goal.Retrieval retrieval ->
          Stream.concat(
                  architecture.parameters().stream(),
                  Contrast.parameters(retrieval, architecture.dimension()).stream())
              .toList();
    };
  }

  /**
   * What one step measured.
   *
   * @param loss mean training objective
   * @param cosines sum over the batch of cos(prediction, target)
   * @param gradientNorm before clipping
   * @param lossOfNothing what the objective is for a prediction that knows nothing
   */
  public record Step(double loss, double cosines, double gradientNorm, double lossOfNothing) {}

  Architecture architecture() {
    return architecture;
  }

  Libtorch engine() {
    return engine;
  }

  Weights weights() {
    return weights;
  }

  /** What candidates pass through before predictions are compared with them. */
  Optional<CandidateLayer> map() {
    return contrast.flatMap(Contrast::map);
  }

  AdamW optimiser() {
    return optimiser;
  }

  /**
   * Forward, loss, backward, update. A loss or gradient that is not finite is returned and the
   * weights are left as they were.
   *
   * @param number steps done before this one; with the seed it decides the dropout masks
   */
  public Step step(Batch batch, long number, double learningRate) {
    int dim = architecture.dimension();
    int size = batch.size();
    int count = size * dim;
    try (PointerScope scope = new PointerScope();
        AutoDispatchBelowADInplaceOrView plain = new AutoDispatchBelowADInplaceOrView()) {
      Tensor x = upload(batch);
      Tensor output = network.forward(x, new Mode.Training(dropout.at(number)));
      raw = sized(raw, count);
      dRaw = sized(dRaw, count);
      engine.download(output, raw, count);
      double loss =
          contrast.isPresent()
              ? contrast.get().of(raw, batch, dim, dRaw)
              : config.loss().of(raw, batch.targets(), size, dim, dRaw);
      double cosines = 0;
      for (int row = 0; row < size; row++) {
        cosines += Rows.cosine(raw, row * dim, batch.targets(), row * dim, dim);
      }
      if (!Double.isFinite(loss)) {
        return new Step(loss, cosines, Double.NaN, Double.NaN);
      }
      Tensor dOutput = gradient.of(size, dim);
      engine.upload(dRaw, count, dOutput);
      network.backward(x, dOutput);
      double norm = optimiser.gradientNorm();
      if (Double.isFinite(norm)) {
        optimiser.update(learningRate, norm, config.clip());
      }
      return new Step(loss, cosines, norm, lossOfNothing(batch));
    }
  }

  private double lossOfNothing(Batch batch) {
    int dim = architecture.dimension();
    return contrast.isPresent()
        ? contrast.get().ofNothing(batch, dim)
        : config.loss().ofNothing(batch.targets(), batch.size(), dim);
  }

  /**
   * Raw predictions without dropout.
   *
   * @param predictions receives {@code [size, dim]}
   */
  void predict(Batch batch, float[] predictions) {
    try (PointerScope scope = new PointerScope();
        AutoDispatchBelowADInplaceOrView plain = new AutoDispatchBelowADInplaceOrView()) {
      Tensor x = upload(batch);
      Tensor output = network.forward(x, new Mode.Prediction());
      engine.download(output, predictions, batch.size() * architecture.dimension());
    }
  }

  /**
   * Chunks as predictions are compared with them.
   *
   * @param rows {@code [count, dimension]}
   * @return {@code rows} where nothing is mapped; else others, of unit length
   */
  float[] mapped(float[] rows, int count) {
    Optional<CandidateLayer> map = map();
    if (map.isEmpty()) {
      return rows;
    }
    int size = count * architecture.dimension();
    float[] mapped = new float[size];
    try (PointerScope scope = new PointerScope();
        AutoDispatchBelowADInplaceOrView plain = new AutoDispatchBelowADInplaceOrView()) {
      Tensor x = chunks.of(count, architecture.dimension());
      engine.upload(rows, size, x);
      engine.download(map.get().forward(x), mapped, size);
    }
    return mapped;
  }

  /** The contexts step by step, {@code [contextLength, size, dim]}. */
  private Tensor upload(Batch batch) {
    int size = batch.size();
    Tensor x = contexts.of(architecture.contextLength(), size, architecture.dimension());
    return x.copy_(batch.contexts().narrow(0, 0, size).transpose(0, 1));
  }

  private static float[] sized(float[] array, int count) {
    return array.length >= count ? array : new float[count];
  }

  @Override
  public void close() {
    optimiser.close();
    workspace.close();
    weights.close();
  }
}
