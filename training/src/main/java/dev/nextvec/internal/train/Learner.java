package dev.nextvec.internal.train;

import dev.nextvec.internal.nn.BatchShare;
import dev.nextvec.internal.nn.CandidateLayer;
import dev.nextvec.internal.nn.Contexts;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoDispatchBelowADInplaceOrView;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** A network with its weights and optimiser: everything one step changes. */
public final class Learner implements AutoCloseable {
  private final GradientExchange exchange;
  private final Libtorch engine;
  private final Architecture architecture;
  private final TrainingConfig config;
  private final Weights weights;
  private final Workspace workspace;
  private final Network network;
  private final Workspace stepSpace; // the same in a training in float32
  private final Network stepNetwork;
  private final AdamW optimiser;
  private final GradientBuckets buckets;
  private final Optional<Contrast> contrast;
  private final Objective objective;
  private final CounterRandom dropout;
  private final Workspace.Buffer turned; // contexts
  private final Workspace.Array read; // contexts
  private final Workspace.Buffer gradient;
  private final Workspace.Buffer chunks;
  private final Workspace.Buffer added; // gradients of the pieces that are done
  private float[] raw = {};
  private float[] dRaw = {};

  /** One that learns in this process alone. */
  public Learner(Libtorch engine, Architecture architecture, TrainingConfig config) {
    this(engine, architecture, config, GradientExchange.alone());
  }

  /** One of several that learn together. */
  public Learner(
      Libtorch engine,
      Architecture architecture,
      TrainingConfig config,
      GradientExchange exchange) {
    this.exchange = exchange;
    this.engine = engine;
    this.architecture = architecture;
    this.config = config;
    weights = new Weights(engine, parameters(architecture, config.goal()), config.seed());
    workspace = new Workspace(engine);
    network = Networks.build(architecture, weights, workspace);
    stepSpace =
        switch (config.precision()) {
          case FLOAT32 -> workspace;
          case BFLOAT16 -> Workspace.bfloat16(engine, weights);
        };
    stepNetwork =
        stepSpace == workspace ? network : Networks.build(architecture, weights, stepSpace);
    optimiser = new AdamW(engine, weights, config.optimiser());
    buckets = new GradientBuckets(weights, exchange.bucket());
    contrast =
        switch (config.goal()) {
          case Goal.Regression() -> Optional.empty();
          case Goal.Retrieval goal -> Optional.of(new Contrast(goal, weights, workspace));
        };
    objective = contrast.isPresent() ? contrast.get() : new PlainObjective(config.loss());
    dropout = CounterRandom.of(config.seed(), "dropout");
    turned = workspace.buffer();
    read = workspace.array();
    gradient = workspace.buffer();
    chunks = workspace.buffer();
    added = workspace.buffer();
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
  public record Step(double loss, double cosines, double gradientNorm, double lossOfNothing) {
    boolean isFinite() {
      return Double.isFinite(loss) && Double.isFinite(gradientNorm);
    }
  }

  Architecture architecture() {
    return architecture;
  }

  Libtorch engine() {
    return engine;
  }

  GradientExchange exchange() {
    return exchange;
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
    return step(batch, BatchShare.whole(batch.size()), number, learningRate);
  }

  /**
   * The same where other workers compute the rest of the batch.
   *
   * @param batch the windows of the share
   * @return what the whole step measured, the same for all workers
   */
  public Step step(Batch batch, BatchShare share, long number, double learningRate) {
    return step(Parts.one(batch, share), number, learningRate);
  }

  /** The windows of a step that are computed here, in parts, one after another. */
  interface Parts {
    /** How many there are. */
    int count();

    /** Which windows of the batch a part has. */
    BatchShare share(int part);

    /** These windows; valid until the next are asked for. */
    Batch batch(int part);

    /** Their share of the whole batch. */
    default double weight() {
      return IntStream.range(0, count()).mapToDouble(part -> share(part).weight()).sum();
    }

    /** All at once. */
    static Parts one(Batch batch, BatchShare share) {
      return new Parts() {
        @Override
        public int count() {
          return 1;
        }

        @Override
        public BatchShare share(int part) {
          return share;
        }

        @Override
        public Batch batch(int part) {
          return batch;
        }
      };
    }
  }

  /** The same for windows that are gathered when their turn comes. */
  Step step(Parts parts, long number, double learningRate) {
    try (PointerScope scope = engine.scope();
        AutoDispatchBelowADInplaceOrView plain = new AutoDispatchBelowADInplaceOrView()) {
      Step step = gradients(parts, number);
      if (Double.isFinite(step.gradientNorm())) {
        optimiser.update(learningRate, step.gradientNorm(), config.clip(), 1);
      }
      return step;
    }
  }

  /**
   * Leaves the gradients of the whole batch where the optimiser takes them. Others are told of them
   * while this worker still computes; whether the loss of all is finite shows only then.
   */
  private Step gradients(Parts parts, long number) {
    GradientBuckets.Telling telling = telling(exchange, parts);
    double[] figures = ownGradients(parts, number, telling);
    telling.await();
    exchange.sum(figures);
    double loss = figures[0];
    if (!Double.isFinite(loss)) {
      return new Step(loss, figures[1], Double.NaN, Double.NaN);
    }
    return new Step(loss, figures[1], optimiser.gradientNorm(), figures[2]);
  }

  /**
   * A step of this worker alone: its windows are all that it learns from, as if they were a batch
   * of their own. Without any it stays as it is.
   *
   * @return what this worker adds to the figures of a step of all; its gradient's norm times its
   *     share of the batch
   */
  public Step stepAlone(Batch batch, BatchShare share, long number, double learningRate) {
    return stepAlone(Parts.one(batch, share), number, learningRate);
  }

  /** The same for windows that are gathered when their turn comes. */
  Step stepAlone(Parts parts, long number, double learningRate) {
    try (PointerScope scope = engine.scope();
        AutoDispatchBelowADInplaceOrView plain = new AutoDispatchBelowADInplaceOrView()) {
      GradientBuckets.Telling nobody = telling(GradientExchange.alone(), parts);
      double[] figures = ownGradients(parts, number, nobody);
      nobody.await();
      double norm = Double.isFinite(figures[0]) ? optimiser.gradientNorm() : Double.NaN;
      double weight = parts.weight();
      if (Double.isFinite(norm) && weight > 0) {
        optimiser.update(learningRate, norm, config.clip(), weight);
      }
      return new Step(figures[0], figures[1], norm, figures[2]);
    }
  }

  /**
   * Workers that stepped alone go on with the mean of what they have: of their weights, and of what
   * their optimisers keep, so that nothing is left that only one of them knows.
   *
   * @param steps done by each so far
   */
  public void takeMean(long steps) {
    try (PointerScope scope = engine.scope();
        AutoDispatchBelowADInplaceOrView plain = new AutoDispatchBelowADInplaceOrView()) {
      Scalar count = new Scalar((double) exchange.workers());
      for (Tensor each :
          List.of(weights.trainedValues(), optimiser.firstMoment(), optimiser.secondMoment())) {
        exchange.sum(each);
        each.div_(count);
      }
      optimiser.continueFrom(steps); // one that had no windows has done fewer
    }
  }

  /**
   * Finds what this worker's windows add to the gradients of the whole batch. A backward pass
   * overwrites what was there, so those before the last are kept beside it; none is complete before
   * the last.
   *
   * @return the same of the loss, the cosines and what knowing nothing costs
   */
  private double[] ownGradients(Parts parts, long number, GradientBuckets.Telling telling) {
    double[] figures = new double[3];
    CounterRandom masks = dropout.at(number);
    int last = parts.count() - 1;
    for (int part = 0; part < last; part++) {
      pass(parts, part, masks, figures);
      Tensor before = added.of(weights.trainedGradients().numel());
      if (part == 0) {
        before.copy_(weights.trainedGradients());
      } else {
        before.add_(weights.trainedGradients());
      }
    }
    try (Weights.Listening heard = weights.listen(telling)) {
      pass(parts, last, masks, figures);
    }
    telling.completeRest();
    return figures;
  }

  private GradientBuckets.Telling telling(GradientExchange told, Parts parts) {
    return buckets.telling(
        told,
        parts.count() == 1
            ? Optional.empty()
            : Optional.of(added.of(weights.trainedGradients().numel())));
  }

  private void pass(Parts parts, int part, CounterRandom masks, double[] figures) {
    BatchShare share = parts.share(part);
    if (share.size() == 0) {
      weights.trainedGradients().zero_();
    } else {
      backward(parts.batch(part), new Mode.Training(masks, share), figures);
    }
  }

  /** Gradients of a part; adds its loss, cosines and what knowing nothing costs. */
  private void backward(Batch batch, Mode.Training pass, double[] figures) {
    int dim = architecture.dimension();
    int count = batch.size() * dim;
    Contexts x = contexts(batch);
    stepSpace.kernels().begin();
    Tensor output = stepNetwork.forward(x, pass);
    raw = sized(raw, count);
    dRaw = sized(dRaw, count);
    engine.download(output, raw, count);
    double loss = objective.of(raw, batch, pass.share(), dim, dRaw);
    figures[0] += loss;
    for (int row = 0; row < batch.size(); row++) {
      figures[1] += Rows.cosine(raw, row * dim, batch.targets(), row * dim, dim);
    }
    figures[2] += objective.ofNothing(batch, pass.share(), dim);
    if (Double.isFinite(loss)) {
      Tensor dOutput = gradient.of(batch.size(), dim);
      engine.upload(dRaw, count, dOutput);
      stepNetwork.backward(x, dOutput);
    }
  }

  /**
   * Raw predictions without dropout.
   *
   * @param predictions receives {@code [size, dim]}
   */
  void predict(Batch batch, float[] predictions) {
    try (PointerScope scope = engine.scope();
        AutoDispatchBelowADInplaceOrView plain = new AutoDispatchBelowADInplaceOrView()) {
      Tensor output = network.forward(contexts(batch), new Mode.Prediction());
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
    try (PointerScope scope = engine.scope();
        AutoDispatchBelowADInplaceOrView plain = new AutoDispatchBelowADInplaceOrView()) {
      Tensor x = chunks.of(count, architecture.dimension());
      engine.upload(rows, size, x);
      engine.download(map.get().forward(x), mapped, size);
    }
    return mapped;
  }

  private Contexts contexts(Batch batch) {
    return new GatheredContexts(batch, turned, read);
  }

  private static float[] sized(float[] array, int count) {
    return array.length >= count ? array : new float[count];
  }

  @Override
  public void close() {
    buckets.close();
    optimiser.close();
    if (stepSpace != workspace) {
      stepSpace.close();
    }
    workspace.close();
    weights.close();
  }
}
