package dev.nextvec.cli;

import dev.nextvec.run.Goal;
import dev.nextvec.run.Loss;
import dev.nextvec.run.Schedule;
import dev.nextvec.run.TrainingConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a network is trained; the defaults are the specification's. */
final class TrainingOptions {
  private static final String DEFAULT = " (default: ${DEFAULT-VALUE})";

  enum LossName {
    MSE,
    COSINE,
    INFONCE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  enum ScheduleName {
    PLATEAU,
    WARMUP_COSINE,
    CONSTANT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Mixin GoalOptions goal = new GoalOptions();

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "20",
      description = "passes over the training windows; a run with fewer is continued" + DEFAULT)
  @Bounds(from = 1, to = 1_000_000)
  int epochs;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "32",
      description = "windows in a step" + DEFAULT)
  @Bounds(from = 1, to = 65_536)
  int batchSize;

  @Option(
      names = "--accumulate",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "batches whose gradients make one step: the training is that of a batch N times as"
              + " large, in the memory of one"
              + DEFAULT)
  @Bounds(from = 1, to = 1024)
  int accumulate;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      defaultValue = "0.0005",
      description = "AdamW's learning rate" + DEFAULT)
  @Bounds(from = 0, above = true, to = 1000)
  double learningRate;

  @Option(
      names = "--weight-decay",
      paramLabel = "RATE",
      defaultValue = "0.01",
      description = "AdamW's weight decay" + DEFAULT)
  @Bounds(from = 0, to = 1000)
  double weightDecay;

  @Option(
      names = "--beta1",
      paramLabel = "B",
      defaultValue = "0.9",
      description = "AdamW's memory of the gradient" + DEFAULT)
  @Bounds(from = 0, to = 1, below = true)
  double beta1;

  @Option(
      names = "--beta2",
      paramLabel = "B",
      defaultValue = "0.999",
      description = "AdamW's memory of its square" + DEFAULT)
  @Bounds(from = 0, to = 1, below = true)
  double beta2;

  @Option(
      names = "--clip",
      paramLabel = "NORM",
      defaultValue = "1.0",
      description = "largest global norm of a gradient; 0 for no limit" + DEFAULT)
  @Bounds(from = 0, to = 1_000_000_000)
  double clip;

  @Option(
      names = "--loss",
      paramLabel = "mse|cosine|infonce",
      defaultValue = "mse",
      description = "training objective" + DEFAULT)
  LossName loss = LossName.MSE;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "0.07",
      description =
          "temperature of infonce; that of retrieval starts here and is learned" + DEFAULT)
  @Bounds(from = 0, above = true, to = 1_000_000)
  double temperature;

  @Option(
      names = "--schedule",
      paramLabel = "plateau|warmup-cosine|constant",
      defaultValue = "plateau",
      description = "how the learning rate changes" + DEFAULT)
  ScheduleName schedule = ScheduleName.PLATEAU;

  @Option(
      names = "--plateau-factor",
      paramLabel = "F",
      defaultValue = "0.5",
      description = "what plateau multiplies the rate by" + DEFAULT)
  @Bounds(from = 0, above = true, to = 1, below = true)
  double plateauFactor;

  @Option(
      names = "--patience",
      paramLabel = "N",
      defaultValue = "3",
      description = "epochs without gain that plateau waits" + DEFAULT)
  @Bounds(from = 0, to = 1_000_000)
  int patience;

  @Option(
      names = "--warmup",
      paramLabel = "SHARE",
      defaultValue = "0.05",
      description = "share of all steps in which warmup-cosine rises" + DEFAULT)
  @Bounds(from = 0, to = 1, below = true)
  double warmup;

  @Option(
      names = "--early-stop",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "end after N epochs without a better validation loss; 0 for never; may be changed when a"
              + " training is continued"
              + DEFAULT)
  @Bounds(from = 0, to = 1_000_000)
  int earlyStop;

  @Option(
      names = "--precision",
      paramLabel = "float32|bfloat16",
      defaultValue = "float32",
      description =
          "what products are computed in while training; bfloat16 is faster on processors made for"
              + " it, rounds more, and gives float32 weights all the same"
              + DEFAULT)
  TrainingConfig.Precision precision = TrainingConfig.Precision.FLOAT32;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "seed of initialisation, shuffling and dropout" + DEFAULT)
  long seed;

  /**
   * The settings, checked.
   *
   * @throws WrongUsage if one makes no sense
   */
  TrainingConfig config() {
    if (goal.isRetrieval() && loss != LossName.MSE) {
      throw new WrongUsage(
          "`--loss %s` has no effect with `--goal retrieval`, which has its own: leave it out"
              .formatted(loss));
    }
    return WrongUsage.unless(this::checked);
  }

  private TrainingConfig checked() {
    return new TrainingConfig(
        epochs,
        batchSize * accumulate,
        new TrainingConfig.Optimiser(learningRate, weightDecay, beta1, beta2),
        clip,
        switch (loss) {
          case MSE -> new Loss.MeanSquaredError();
          case COSINE -> new Loss.Cosine();
          case INFONCE -> new Loss.InfoNce(temperature);
        },
        switch (schedule) {
          case PLATEAU -> new Schedule.Plateau(plateauFactor, patience);
          case WARMUP_COSINE -> new Schedule.WarmupCosine(warmup);
          case CONSTANT -> new Schedule.ConstantRate();
        },
        earlyStop,
        seed,
        goal.of(temperature),
        precision,
        Optional.empty());
  }

  /** The goal of what is trained for retrieval in any case. */
  Goal.Retrieval retrieval() {
    return goal.retrieval(temperature);
  }

  /**
   * Options that these settings have no use for, whether they were typed or not, each with what it
   * would need.
   *
   * @param trained what is trained by them
   */
  Map<String, String> withoutEffect(List<Trainable> trained) {
    boolean retrieves = goal.isRetrieval() || trained.stream().anyMatch(Trainable::retrieves);
    Map<String, String> unused = new LinkedHashMap<>(goal.withoutEffect(retrieves));
    if (!retrieves && loss != LossName.INFONCE) {
      unused.put("--temperature", "`--loss infonce` or `--goal retrieval`");
    }
    if (goal.isRetrieval()) {
      unused.put("--loss", "`--goal regression`, as retrieval has its own");
    }
    if (schedule != ScheduleName.PLATEAU) {
      unused.put("--plateau-factor", "`--schedule plateau`");
      unused.put("--patience", "`--schedule plateau`");
    }
    if (schedule != ScheduleName.WARMUP_COSINE) {
      unused.put("--warmup", "`--schedule warmup-cosine`");
    }
    return unused;
  }
}
