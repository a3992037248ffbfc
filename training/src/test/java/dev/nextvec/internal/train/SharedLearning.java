package dev.nextvec.internal.train;

import dev.nextvec.internal.nn.BatchShare;
import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.model.Amn;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.Transformer;
import dev.nextvec.run.Goal;
import dev.nextvec.run.Loss;
import dev.nextvec.run.TrainingConfig;
import dev.nextvec.vector.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * A short training whose steps are shared by workers.
 *
 * @param engine computes this worker's share
 */
record SharedLearning(Libtorch engine) {
  private static final int DIM = 12;
  private static final int BATCH = 8;
  private static final int CONTEXT = 5;
  private static final double RATE = 1e-3;

  static Stream<Architecture> architectures() {
    return Stream.of(
        new Amn(DIM, CONTEXT, 8, 4, Amn.Init.PYTORCH),
        new AmnR(DIM, CONTEXT, 8, 4, 3, 0.3),
        new Lstm(DIM, CONTEXT, 8, 3, 0.4),
        new Gru(DIM, CONTEXT, 8, 2),
        new Transformer(DIM, CONTEXT, 8, 2, 2, 16, 0.3));
  }

  /** What can be lessened, with everything that is learned beside a network. */
  static Stream<TrainingConfig> objectives() {
    return Stream.of(
        config(new Loss.MeanSquaredError()),
        config(new Loss.Cosine()),
        config(new Loss.InfoNce(0.2)),
        retrieval(new Goal.Mapping.None()),
        retrieval(new Goal.Mapping.Full()),
        retrieval(new Goal.Mapping.LowRank(3)));
  }

  private static TrainingConfig retrieval(Goal.Mapping mapping) {
    return config(new Loss.MeanSquaredError())
        .withGoal(new Goal.Retrieval(4, 5, 0.5, 0.2, mapping));
  }

  static TrainingConfig config(Loss loss) {
    TrainingConfig usual = TrainingConfig.defaults();
    return new TrainingConfig(
        1, BATCH, usual.optimiser(), usual.clip(), loss, usual.schedule(), 0, usual.seed());
  }

  /** What training leaves behind. */
  @SuppressWarnings("ArrayRecordComponent")
  record Learnt(float[] weights, float[] lastGradients, List<Learner.Step> steps) {}

  Learnt learn(Architecture architecture, TrainingConfig config, int steps, Sharing sharing) {
    List<Learner.Step> done = new ArrayList<>();
    GradientExchange exchange = sharing.exchange();
    try (Learner learner = new Learner(engine, architecture, config, exchange)) {
      for (int step = 0; step < steps; step++) {
        BatchShare here = BatchShare.of(size(step), exchange.rank(), exchange.workers());
        done.add(learner.step(new Own(step, here, sharing.pieces()), step, RATE));
      }
      return new Learnt(
          download(learner.weights().trainedValues()),
          download(learner.weights().trainedGradients()),
          done);
    }
  }

  /** What local steps leave behind. */
  @SuppressWarnings("ArrayRecordComponent")
  record Apart(float[] weights, float[] firstMoment, float[] secondMoment) {}

  /** A worker takes steps alone, and then the mean with the others. */
  Apart learnApart(Architecture architecture, TrainingConfig config, int steps, Sharing sharing) {
    GradientExchange exchange = sharing.exchange();
    try (Learner learner = new Learner(engine, architecture, config, exchange)) {
      for (int step = 0; step < steps; step++) {
        BatchShare here = BatchShare.of(size(step), exchange.rank(), exchange.workers());
        learner.stepAlone(new Own(step, here, sharing.pieces()), step, RATE);
      }
      learner.takeMean(steps);
      return apart(learner);
    }
  }

  /** One process learns from a worker's windows as from batches of its own. */
  Apart learnShare(
      Architecture architecture, TrainingConfig config, int steps, int rank, int workers) {
    try (Learner learner = new Learner(engine, architecture, config)) {
      for (int step = 0; step < steps; step++) {
        BatchShare here = BatchShare.of(size(step), rank, workers);
        if (here.size() > 0) {
          learner.step(batch(step, here), step, RATE);
        }
      }
      return apart(learner);
    }
  }

  private Apart apart(Learner learner) {
    return new Apart(
        download(learner.weights().trainedValues()),
        download(learner.optimiser().firstMoment()),
        download(learner.optimiser().secondMoment()));
  }

  /** An epoch's last batch may be smaller than a worker. */
  private static int size(int step) {
    return step % 3 == 2 ? 2 : BATCH;
  }

  /** A worker's windows of a step, in pieces. */
  Learner.Parts parts(int step, BatchShare here, int pieces) {
    return new Own(step, here, pieces);
  }

  /** What a worker computes of a step. */
  private final class Own implements Learner.Parts {
    private final int step;
    private final BatchShare here;
    private final int pieces;

    Own(int step, BatchShare here, int pieces) {
      this.step = step;
      this.here = here;
      this.pieces = pieces;
    }

    @Override
    public int count() {
      return pieces;
    }

    @Override
    public BatchShare share(int part) {
      return here.piece(part, pieces);
    }

    @Override
    public Batch batch(int part) {
      return SharedLearning.this.batch(step, share(part));
    }
  }

  private float[] download(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.numel())];
    engine.download(tensor, values, values.length);
    return values;
  }

  private Batch batch(int step, BatchShare share) {
    int first = share.first();
    float[] contexts = normal(2 * step, BATCH * CONTEXT * DIM);
    float[] all = normal(2 * step + 1, BATCH * DIM);
    float[] own = Arrays.copyOfRange(contexts, first * CONTEXT * DIM, BATCH * CONTEXT * DIM);
    float[] targets = new float[share.of() * DIM];
    int at = 0;
    for (boolean here : new boolean[] {true, false}) {
      for (int window = 0; window < share.of(); window++) {
        if (share.holds(window) == here) {
          System.arraycopy(all, window * DIM, targets, at++ * DIM, DIM);
        }
      }
    }
    Batch copied = Batch.of(engine, own, targets, BATCH - first, DIM);
    return new Batch(copied.contexts(), targets, share.size(), share.of(), candidates(step, share));
  }

  /** Chunks that stand one behind the other; the windows of the batch lie among them. */
  private static Candidates candidates(int step, BatchShare share) {
    int count = 3 * BATCH + CONTEXT + 1;
    float[] vectors = normal(1000 + step, count * DIM);
    Rows.normaliseAll(vectors, count, DIM);
    int[] contexts = new int[share.of()];
    Arrays.setAll(contexts, window -> 3 * window);
    return new Candidates(vectors, count, contexts, CONTEXT).of(share);
  }

  private static float[] normal(int number, int count) {
    CounterRandom random = CounterRandom.of(5, "case").at(number);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.gaussian(i) / Math.sqrt(DIM));
    }
    return values;
  }

  static double distance(float[] a, float[] b) {
    double square = 0;
    double length = 0;
    for (int i = 0; i < a.length; i++) {
      square += Math.pow(a[i] - b[i], 2);
      length += Math.pow(a[i], 2);
    }
    return Math.sqrt(square / length);
  }
}
