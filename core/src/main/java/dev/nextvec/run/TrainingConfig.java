package dev.nextvec.run;

import java.util.Locale;
import java.util.Optional;

/**
 * Everything that decides a training run, apart from the data and the architecture. The defaults
 * are the specification's.
 *
 * @param epochs passes over the training windows
 * @param batch windows a step
 * @param optimiser AdamW's settings
 * @param clip largest global gradient norm; 0 for none
 * @param loss the training objective
 * @param schedule how the learning rate changes
 * @param earlyStop epochs without a better validation loss before training ends; 0 for never
 * @param seed of initialisation, shuffling and dropout
 * @param goal what the network is for; retrieval has an objective of its own beside {@code loss}
 * @param precision of the products of a step
 * @param localSteps where several workers train that do not share each step; empty for all others,
 *     whose weights do not depend on how many took part, but for rounding
 */
public record TrainingConfig(
    int epochs,
    int batch,
    Optimiser optimiser,
    double clip,
    Loss loss,
    Schedule schedule,
    int earlyStop,
    long seed,
    Goal goal,
    Precision precision,
    Optional<LocalSteps> localSteps) {

  public TrainingConfig {
    positive("epochs", epochs);
    positive("batch", batch);
    notNegative("clip", clip);
    if (earlyStop < 0) {
      throw new IllegalArgumentException("`early-stop` must not be negative but was " + earlyStop);
    }
  }

  /** What a network's products are computed in while it learns. */
  public enum Precision {
    FLOAT32,
    /**
     * Both matrices of every product, forward and backward, are rounded to bfloat16 and added up in
     * float32. Weights, what the optimiser keeps, norms, softmax and losses are float32, and so is
     * every prediction, unless another is asked for where it is made: what is validated, tested and
     * exported is the model in float32.
     */
    BFLOAT16;

    /** Its name in files and options. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
      return label();
    }
  }

  /**
   * Workers that learn apart for some steps, each from its own windows of every batch, and then all
   * take the mean of their weights and of what their optimisers keep (local SGD: Stich, "Local SGD
   * converges fast and communicates little", 2019). What is learned depends on how many they are.
   *
   * @param steps of each worker before a mean is taken, at least 2: after each step, workers would
   *     tell more than the gradients that they can share instead
   * @param workers how many, at least 2
   */
  public record LocalSteps(int steps, int workers) {
    public LocalSteps {
      if (steps < 2) {
        throw new IllegalArgumentException("`local-steps` must be at least 2 but was " + steps);
      }
      if (workers < 2) {
        throw new IllegalArgumentException(
            "`local-steps` %d needs at least 2 `workers` but there is %d"
                .formatted(steps, workers));
      }
    }
  }

  /** Settings of a training in float32. */
  public TrainingConfig(
      int epochs,
      int batch,
      Optimiser optimiser,
      double clip,
      Loss loss,
      Schedule schedule,
      int earlyStop,
      long seed,
      Goal goal) {
    this(
        epochs,
        batch,
        optimiser,
        clip,
        loss,
        schedule,
        earlyStop,
        seed,
        goal,
        Precision.FLOAT32,
        Optional.empty());
  }

  /** Settings of a training for regression, in float32. */
  public TrainingConfig(
      int epochs,
      int batch,
      Optimiser optimiser,
      double clip,
      Loss loss,
      Schedule schedule,
      int earlyStop,
      long seed) {
    this(epochs, batch, optimiser, clip, loss, schedule, earlyStop, seed, new Goal.Regression());
  }

  /** The specification's settings. */
  public static TrainingConfig defaults() {
    return new TrainingConfig(
        20,
        32,
        new Optimiser(5e-4, 0.01, 0.9, 0.999),
        1.0,
        new Loss.MeanSquaredError(),
        new Schedule.Plateau(0.5, 3),
        0,
        1);
  }

  /** The same settings for another number of epochs. */
  public TrainingConfig withEpochs(int epochs) {
    return new TrainingConfig(
        epochs,
        batch,
        optimiser,
        clip,
        loss,
        schedule,
        earlyStop,
        seed,
        goal,
        precision,
        localSteps);
  }

  /** The same settings, ended after this many epochs without a better validation loss. */
  public TrainingConfig withEarlyStop(int earlyStop) {
    return new TrainingConfig(
        epochs,
        batch,
        optimiser,
        clip,
        loss,
        schedule,
        earlyStop,
        seed,
        goal,
        precision,
        localSteps);
  }

  /** The same settings with another seed. */
  public TrainingConfig withSeed(long seed) {
    return new TrainingConfig(
        epochs,
        batch,
        optimiser,
        clip,
        loss,
        schedule,
        earlyStop,
        seed,
        goal,
        precision,
        localSteps);
  }

  /** The same settings for retrieval, which has an objective of its own. */
  public TrainingConfig withGoal(Goal.Retrieval retrieval) {
    return new TrainingConfig(
        epochs,
        batch,
        optimiser,
        clip,
        new Loss.MeanSquaredError(),
        schedule,
        earlyStop,
        seed,
        retrieval,
        precision,
        localSteps);
  }

  /** The same settings with products in another precision. */
  public TrainingConfig withPrecision(Precision precision) {
    return new TrainingConfig(
        epochs,
        batch,
        optimiser,
        clip,
        loss,
        schedule,
        earlyStop,
        seed,
        goal,
        precision,
        localSteps);
  }

  /** The same settings for workers that learn apart for some steps. */
  public TrainingConfig withLocalSteps(LocalSteps local) {
    return new TrainingConfig(
        epochs,
        batch,
        optimiser,
        clip,
        loss,
        schedule,
        earlyStop,
        seed,
        goal,
        precision,
        Optional.of(local));
  }

  /** AdamW's settings. */
  public record Optimiser(double learningRate, double weightDecay, double beta1, double beta2) {
    public Optimiser {
      if (!(learningRate > 0 && Double.isFinite(learningRate))) {
        throw new IllegalArgumentException(
            "`learning-rate` must be positive but was " + learningRate);
      }
      notNegative("weight-decay", weightDecay);
      below1("beta1", beta1);
      below1("beta2", beta2);
    }

    private static void below1(String name, double value) {
      if (!(value >= 0 && value < 1)) {
        throw new IllegalArgumentException("`" + name + "` must be in [0, 1) but was " + value);
      }
    }
  }

  private static void positive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException("`" + name + "` must be positive but was " + value);
    }
  }

  private static void notNegative(String name, double value) {
    if (!(value >= 0)) {
      throw new IllegalArgumentException("`" + name + "` must not be negative but was " + value);
    }
  }
}
