package dev.nextvec.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.workflow.LazyEngine;
import dev.nextvec.internal.workflow.MonitoredTraining;
import dev.nextvec.internal.workflow.TrainingTask;
import dev.nextvec.internal.workflow.Trainings;
import dev.nextvec.model.Amn;
import dev.nextvec.model.Architecture;
import dev.nextvec.progress.Monitor;
import dev.nextvec.run.Goal;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A training to be run. What is not chosen is the specification's: an {@link Amn} in its standard
 * sizes, 20 epochs, seed 1, and a split by document of which a tenth validates and a tenth tests.
 *
 * <pre>{@code
 * Run run = Training.of(dataset).architecture(Gru::standard).epochs(20).run(Path.of("runs/gru"));
 * }</pre>
 *
 * <p>Immutable: each method returns another one, and any number of threads may share one.
 */
public final class Training {
  private static final Duration SAVE_EVERY = Duration.ofMinutes(5);

  private final Dataset dataset;
  private final Architecture architecture;
  private final TrainingConfig config;
  private final Optional<Split> split;
  private final Monitor monitor;

  private Training(
      Dataset dataset,
      Architecture architecture,
      TrainingConfig config,
      Optional<Split> split,
      Monitor monitor) {
    this.dataset = dataset;
    this.architecture = architecture;
    this.config = config;
    this.split = split;
    this.monitor = monitor;
  }

  /**
   * A training on a dataset.
   *
   * @param dataset stays open until the training has run
   */
  public static Training of(Dataset dataset) {
    return new Training(
        dataset,
        Amn.standard(dataset.dimension()),
        TrainingConfig.defaults(),
        Optional.empty(),
        Monitor.none());
  }

  /**
   * In the sizes that a method gives for the dataset's dimension, for example {@code
   * Transformer::standard}.
   */
  public Training architecture(IntFunction<? extends Architecture> sizes) {
    return architecture(sizes.apply(dataset.dimension()));
  }

  /** Of exact sizes. */
  public Training architecture(Architecture exact) {
    return new Training(dataset, exact, config, split, monitor);
  }

  /** Passes over the training windows. */
  public Training epochs(int epochs) {
    return config(config.withEpochs(epochs));
  }

  /** Seed of initialisation, shuffling and dropout; the split has one of its own. */
  public Training seed(long seed) {
    return config(config.withSeed(seed));
  }

  /** To find the next chunk among the others, not to come near its vector. */
  public Training forRetrieval() {
    return config(config.withGoal(Goal.Retrieval.STANDARD));
  }

  /** All other settings. */
  public Training config(TrainingConfig all) {
    return new Training(dataset, architecture, all, split, monitor);
  }

  /** On windows divided otherwise. */
  public Training split(Split other) {
    return new Training(dataset, architecture, config, Optional.of(other), monitor);
  }

  /** Told how far the training is; may stop it, and the same call then continues it. */
  public Training monitor(Monitor told) {
    return new Training(dataset, architecture, config, split, told);
  }

  /**
   * Trains into a directory, or continues what it holds; a run that is finished there is taken as
   * it is.
   *
   * @param path run directory, made if need be
   * @throws IllegalArgumentException if there is nothing to learn, or the directory holds another
   *     run
   * @throws dev.nextvec.progress.Stopped if the monitor asked to; what is trained is saved
   * @throws IOException if the directory cannot be written, or the dataset is changed meanwhile
   */
  public Run run(Path path) throws IOException {
    train(path);
    return Run.open(path);
  }

  /**
   * Trains without a directory to keep: {@link Run#close} forgets everything.
   *
   * @throws IOException if there is no room for temporary files
   */
  public Run run() throws IOException {
    Path room = Files.createTempDirectory("nextvec-run-");
    Path path = room.resolve(architecture.name());
    try {
      train(path);
      return Run.temporary(path, room);
    } catch (IOException | RuntimeException e) {
      TemporaryRoom.remove(room);
      throw e;
    }
  }

  private void train(Path path) throws IOException {
    Split parts =
        split.orElseGet(() -> Split.of(dataset, architecture.contextLength(), Split.SEED));
    String name = path.toAbsolutePath().normalize().getFileName().toString();
    TrainingTask task = new TrainingTask(name, architecture, config, path);
    LazyEngine engine = new LazyEngine(Device.AUTO, 0);
    new Trainings(dataset, parts, engine::trainer, SAVE_EVERY, 1)
        .run(List.of(task), monitor, MonitoredTraining.on(monitor));
  }
}
