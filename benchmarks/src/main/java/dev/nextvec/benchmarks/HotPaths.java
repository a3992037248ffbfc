package dev.nextvec.benchmarks;

import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.train.Batch;
import dev.nextvec.internal.train.Learner;
import dev.nextvec.run.Loss;
import dev.nextvec.run.TrainingConfig;
import dev.nextvec.vector.HeapVectors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The paths a training spends its time in. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class HotPaths {

  /** A network in training. */
  @State(Scope.Thread)
  public static class Training {
    @Param({"amn", "lstm", "gru", "transformer"})
    String model = "amn";

    @Param({"1", "2"})
    int threads = 1;

    private Libtorch engine = Libtorch.start(Device.CPU, threads);
    private final Batch batch = Subjects.batch(engine, 5, 32);
    private Learner learner = start();
    private long step;

    private Learner start() {
      return new Learner(engine, Subjects.architecture(model, 5), TrainingConfig.defaults());
    }

    /** JMH sets the parameters after construction. */
    @Setup(Level.Trial)
    public void setUp() {
      learner.close();
      engine = Libtorch.start(Device.CPU, threads);
      learner = start();
    }

    @TearDown(Level.Trial)
    public void tearDown() {
      learner.close();
    }
  }

  /** One training step of a batch of 32. */
  @Benchmark
  public Learner.Step step(Training training) {
    return training.learner.step(training.batch, training.step++, 5e-4);
  }

  /** Predictions and targets of one batch. */
  @State(Scope.Thread)
  public static class Outputs {
    final float[] raw = Subjects.unitVectors(3, 32);
    final float[] target = Subjects.unitVectors(4, 32);
    final float[] gradient = new float[raw.length];
    final HeapVectors store = HeapVectors.of(Subjects.unitVectors(5, 4096), Subjects.DIMENSION);
    final float[] window = new float[6 * Subjects.DIMENSION];
    int row;
  }

  /** The specification's loss with its gradient. */
  @Benchmark
  public double meanSquaredError(Outputs o) {
    return new Loss.MeanSquaredError().of(o.raw, o.target, 32, Subjects.DIMENSION, o.gradient);
  }

  /** InfoNCE with its gradient. */
  @Benchmark
  public double infoNce(Outputs o) {
    return new Loss.InfoNce(0.07).of(o.raw, o.target, 32, Subjects.DIMENSION, o.gradient);
  }

  /** Six rows from the store, as gathering one window does. */
  @Benchmark
  public float[] window(Outputs o) {
    o.row = (o.row + 17) % 4000;
    o.store.read(o.row, 6, o.window, 0);
    return o.window;
  }
}
