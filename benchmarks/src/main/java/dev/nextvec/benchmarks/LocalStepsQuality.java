package dev.nextvec.benchmarks;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.SplitFractions;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.train.GlooExchange;
import dev.nextvec.internal.train.Sharing;
import dev.nextvec.internal.train.TorchEngine;
import dev.nextvec.internal.train.Trainer;
import dev.nextvec.internal.train.TrainingListener;
import dev.nextvec.model.Amn;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.Transformer;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.Loss;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Trains the same networks by two processes that share each step, or that take local steps, on a
 * part of a dataset's training windows: each a run directory, {@code MODEL-LOSS-local-K-seed-S},
 * with which {@code compare} goes on. Where one step is asked for, steps are shared. A JSON line
 * for each. With 0 the first trains alone: the shared steps' training but for rounding, where no
 * clock is wanted.
 *
 * <p>Arguments: dataset, folder of the runs, models, numbers of local steps, seeds (each
 * comma-separated), training windows, epochs, windows of a batch, loss ({@code mse} or {@code
 * cosine}). Each process has one thread. It starts the second process itself.
 */
public final class LocalStepsQuality {
  private static final int WORKERS = 2;
  private static final Duration SAVE_EVERY = Duration.ofMinutes(5);

  private LocalStepsQuality() {}

  public static void main(String[] arguments) throws Exception {
    Pair.run(LocalStepsQuality.class, arguments, 9, LocalStepsQuality::train);
  }

  private static void train(List<String> arguments, GlooExchange exchange) throws IOException {
    TorchEngine engine = TorchEngine.start(Device.CPU, 1);
    try (Dataset dataset = Dataset.open(Path.of(arguments.get(0)))) {
      Recipe recipe =
          new Recipe(
              engine,
              dataset,
              Path.of(arguments.get(1)),
              OptionalInt.of(Integer.parseInt(arguments.get(5))),
              Integer.parseInt(arguments.get(6)),
              Integer.parseInt(arguments.get(7)),
              loss(arguments.get(8)));
      for (String seed : arguments.get(4).split(",", -1)) {
        for (String model : arguments.get(2).split(",", -1)) {
          for (String steps : arguments.get(3).split(",", -1)) {
            recipe.train(model, Integer.parseInt(steps), Long.parseLong(seed), exchange);
          }
        }
      }
    }
  }

  private static Loss loss(String name) {
    return switch (name) {
      case "mse" -> new Loss.MeanSquaredError();
      case "cosine" -> new Loss.Cosine();
      default -> throw new IllegalArgumentException("no loss here is named `" + name + "`");
    };
  }

  /** What all of them have in common. */
  private record Recipe(
      TorchEngine engine,
      Dataset dataset,
      Path out,
      OptionalInt windows,
      int epochs,
      int batch,
      Loss loss) {

    void train(String model, int steps, long seed, GlooExchange exchange) throws IOException {
      Architecture architecture = standard(model);
      Path path = out.resolve("%s-%s-local-%d-seed-%d".formatted(model, loss.name(), steps, seed));
      Split split =
          Split.of(dataset, architecture.contextLength(), SplitFractions.STANDARD, 1, windows);
      long began = System.nanoTime();
      boolean alone = steps == 0;
      if (alone && exchange.rank() > 0) {
        return;
      }
      Trainer.train(
          engine,
          alone ? Sharing.none() : new Sharing(exchange, 1),
          new Trainer.Task(dataset, architecture, config(steps, seed), split, path),
          SAVE_EVERY,
          TrainingListener.none(),
          () -> false);
      if (exchange.rank() == 0) {
        System.out.println(line(model, steps, seed, path, (System.nanoTime() - began) / 1e9));
      }
    }

    private Architecture standard(String model) {
      int dimension = dataset.dimension();
      return switch (model) {
        case "amn" -> Amn.standard(dimension);
        case "amn-r" -> AmnR.standard(dimension);
        case "lstm" -> Lstm.standard(dimension);
        case "gru" -> Gru.standard(dimension);
        case "transformer" -> Transformer.standard(dimension);
        default -> throw new IllegalArgumentException("no architecture is named `" + model + "`");
      };
    }

    private TrainingConfig config(int steps, long seed) {
      TrainingConfig usual = TrainingConfig.defaults();
      TrainingConfig shared =
          new TrainingConfig(
              epochs, batch, usual.optimiser(), usual.clip(), loss, usual.schedule(), 0, seed);
      return steps <= 1
          ? shared
          : shared.withLocalSteps(new TrainingConfig.LocalSteps(steps, WORKERS));
    }

    private String line(String model, int steps, long seed, Path path, double seconds)
        throws IOException {
      RunInfo info = new RunDirectory(path).info();
      EpochRecord best = info.best().orElseThrow();
      double[] cosines =
          info.history().stream().mapToDouble(EpochRecord::validationCosine).toArray();
      return "{\"model\": \"%s\", \"loss\": \"%s\", \"local_steps\": %d, \"seed\": %d, \"best_epoch\": %d, \"validation_cosine\": %.5f, \"by_epoch\": %s, \"seconds\": %.1f}"
          .formatted(
              model,
              loss.name(),
              steps,
              seed,
              best.epoch(),
              best.validationCosine(),
              Arrays.toString(cosines),
              seconds);
    }
  }
}
