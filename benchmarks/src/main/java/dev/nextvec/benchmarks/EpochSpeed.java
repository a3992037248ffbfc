package dev.nextvec.benchmarks;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.train.Batch;
import dev.nextvec.internal.train.Learner;
import dev.nextvec.internal.train.Sharing;
import dev.nextvec.internal.train.TorchEngine;
import dev.nextvec.internal.train.Trainer;
import dev.nextvec.internal.train.TrainingListener;
import dev.nextvec.model.Architecture;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a training costs beyond its steps (reading windows, logging, progress): times blocks of a
 * real training's steps in turn with blocks of bare steps on one fixed batch, in one process, and
 * prints the medians, and the median ratio of a block to the one beside it, as a JSON line.
 *
 * <p>Arguments: model, dataset directory, threads, steps.
 */
public final class EpochSpeed {
  private static final int BLOCK = 50;
  private static final int SIZE = 32;

  private EpochSpeed() {}

  public static void main(String[] arguments) throws IOException {
    int steps = Integer.parseInt(arguments[3]);
    TorchEngine engine = TorchEngine.start(Device.CPU, Integer.parseInt(arguments[2]));
    Architecture architecture = Subjects.architecture(arguments[0], 5);
    Path run = Files.createTempDirectory("epoch-speed");
    try (Dataset dataset = Dataset.open(Path.of(arguments[1]));
        Learner bare = new Learner(engine.torch(), architecture, TrainingConfig.defaults())) {
      Blocks blocks = new Blocks(engine.torch(), bare, steps);
      Trainer.train(
          engine,
          Sharing.none(),
          new Trainer.Task(
              dataset,
              architecture,
              TrainingConfig.defaults(),
              Split.of(dataset, architecture.contextLength(), 1),
              run.resolve("run")),
          Duration.ofMinutes(5),
          blocks,
          blocks::isDone);
      System.out.printf(
          "{\"engine\": \"nextvec\", \"model\": \"%s\", \"threads\": %s, \"steps\": %d,"
              + " \"training_ms\": %.3f, \"bare_ms\": %.3f, \"ratio\": %.4f}%n",
          arguments[0],
          arguments[2],
          blocks.count,
          median(blocks.training),
          median(blocks.bareTimes),
          blocks.ratio());
    }
  }

  private static double median(double[] ofBlocks) {
    double[] known = Arrays.stream(ofBlocks).filter(value -> value > 0).sorted().toArray();
    return known[known.length / 2];
  }

  /** After every block of training steps times a block of bare ones. */
  private static final class Blocks implements TrainingListener {
    private final Learner bare;
    private final Batch batch;
    private final int steps;
    private final double[] training;
    private final double[] bareTimes;
    private int count;
    private long blockStarted;

    Blocks(Libtorch engine, Learner bare, int steps) {
      this.bare = bare;
      batch = Subjects.batch(engine, 5, SIZE);
      this.steps = steps;
      training = new double[steps / BLOCK + 1];
      bareTimes = new double[steps / BLOCK + 1];
    }

    /** Of each block to the bare one after it: the machine is faster in some minutes. */
    double ratio() {
      double[] ratios = new double[training.length];
      for (int i = 0; i < ratios.length; i++) {
        ratios[i] = bareTimes[i] > 0 ? training[i] / bareTimes[i] : 0;
      }
      return median(ratios);
    }

    boolean isDone() {
      return count >= steps;
    }

    @Override
    public void step(long windows, long total, int epoch, double loss) {
      count++;
      if (count % BLOCK == 0) {
        long now = System.nanoTime();
        int block = count / BLOCK;
        if (block > 1) { // the first warms up
          training[block] = (now - blockStarted) / 1e6 / BLOCK;
        }
        for (int i = 0; i < BLOCK; i++) {
          bare.step(batch, count + i, 5e-4);
        }
        blockStarted = System.nanoTime();
        if (block > 1) {
          bareTimes[block] = (blockStarted - now) / 1e6 / BLOCK;
        }
      }
    }

    @Override
    public void epochs(Optional<EpochRecord> untrained, List<EpochRecord> history) {}
  }
}
