package dev.nextvec.internal.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.run.RunEncoder;
import dev.nextvec.internal.run.RunLock;
import dev.nextvec.internal.torch.Bfloat16;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.model.Architecture;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.Goal;
import dev.nextvec.run.Loss;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;

/**
 * Trains one network into one run directory. A run that was interrupted, even killed, continues
 * from its last saved state to the very same bits, given the same number of threads.
 */
public final class Trainer {
  private static final int VALIDATION_BATCH = 128; // larger ones cost memory and gain nothing

  private final TorchEngine engine;
  private final Dataset dataset;
  private final RunDirectory directory;
  private final RunInfo plan;
  private final Split split;
  private final Pace pace;
  private final TrainingListener listener;
  private final BooleanSupplier stop;
  private final Divergence divergence;

  private Trainer(
      TorchEngine engine,
      Dataset dataset,
      RunDirectory directory,
      RunInfo plan,
      Split split,
      Pace pace,
      TrainingListener listener,
      BooleanSupplier stop) {
    this.engine = engine;
    this.dataset = dataset;
    this.directory = directory;
    this.plan = plan;
    this.split = split;
    this.pace = pace;
    this.listener = listener;
    this.stop = stop;
    this.divergence = new Divergence(directory.state());
  }

  /**
   * How a training ended.
   *
   * @param status {@code RUNNING} if it was stopped and can be continued
   * @param history finished epochs
   * @param trained whether any step was done; false if the run had finished before
   */
  public record Result(RunInfo.Status status, List<EpochRecord> history, boolean trained) {}

  /**
   * Trains, or continues what the directory holds, until done or stopped.
   *
   * @param path run directory; made if need be
   * @param split which windows
   * @param saveEvery longest time between two saved states; between two epochs one is saved as soon
   *     as a second has passed
   * @param stop asked after every step; once true, the state is saved and training returns
   * @throws IllegalArgumentException if the data does not fit the architecture, there is nothing to
   *     learn, or the directory holds a run with other settings
   * @throws TrainingDiverged if the loss or the gradient stops being finite, or explodes
   * @throws IOException if the directory cannot be written, another training writes to it, or the
   *     vectors are changed meanwhile
   */
  public static Result train(
      TorchEngine engine,
      Dataset dataset,
      Architecture architecture,
      TrainingConfig config,
      Split split,
      Path path,
      Duration saveEvery,
      TrainingListener listener,
      BooleanSupplier stop)
      throws IOException {
    return train(
        engine, dataset, architecture, config, split, path, Pace.of(saveEvery), listener, stop);
  }

  /** The same at a pace of its own. */
  static Result train(
      TorchEngine engine,
      Dataset dataset,
      Architecture architecture,
      TrainingConfig config,
      Split split,
      Path path,
      Pace pace,
      TrainingListener listener,
      BooleanSupplier stop)
      throws IOException {
    TrainingData.requireFit(dataset, split, architecture);
    requirePrecision(engine, config, listener);
    RunInfo plan = Continuation.plan(engine, dataset, architecture, config, split);
    RunDirectory directory = new RunDirectory(path);
    if (!directory.exists()) {
      Windows windows = dataset.windows(architecture.contextLength());
      TrainingData.check(windows, split);
      ConstantObjective.refuse(config, windows, split);
    }
    try (RunLock lock = RunLock.take(path)) {
      directory.removeUnfinished();
      if (directory.exists()) {
        RunInfo found = directory.info();
        Continuation.require(found, plan, path);
        RunEncoder.restore(path, dataset);
        directory.requireSameEncoder(dataset);
        if (Continuation.isComplete(directory, found, plan)) {
          directory.writeSplit(split);
          return new Result(found.status(), found.history(), false);
        }
        List<String> notes = Continuation.notes(found, plan);
        notes.subList(found.notes().size(), notes.size()).forEach(listener::note);
        plan = plan.with(notes);
        Continuation.requireState(directory, found);
      } else {
        Continuation.requireNoRemains(directory);
      }
      return new Trainer(engine, dataset, directory, plan, split, pace, listener, stop).run();
    }
  }

  private static void requirePrecision(
      TorchEngine engine, TrainingConfig config, TrainingListener listener) {
    switch (config.precision()) {
      case FLOAT32 -> {}
      case BFLOAT16 -> {
        Bfloat16.requireFor(engine.torch());
        if (Bfloat16.instructions().isEmpty()) {
          listener.note(
              "this processor has no instructions for bfloat16: training in it is slower here than"
                  + " in float32");
        }
      }
    }
  }

  private Result run() throws IOException {
    Windows windows = dataset.windows(plan.architecture().contextLength());
    int largest = Math.min(plan.config().batch(), split.train().length);
    try (Learner learner = new Learner(engine.torch(), plan.architecture(), plan.config());
        Gather gather = new Gather(engine.torch(), windows, Math.max(largest, VALIDATION_BATCH))) {
      Files.createDirectories(directory.state().toAbsolutePath().getParent());
      directory.writeSplit(split);
      RunEncoder.write(directory.path(), dataset);
      RunWriter writer = new RunWriter(directory, plan, engine, learner, listener, pace);
      boolean resumes = Files.exists(directory.state());
      TrainingState state =
          resumes ? resume(learner, writer) : start(learner, writer, windows, gather);
      long before = state.step();
      writer.begin(state, resumes);
      while (!Stopping.ends(plan.config(), state.history())) {
        state = epoch(state, learner, writer, windows, gather);
        boolean stopped =
            state.stepInEpoch() > 0
                || (stop.getAsBoolean() && !Stopping.ends(plan.config(), state.history()));
        if (stopped) {
          writer.save(state);
          return new Result(RunInfo.Status.RUNNING, state.history(), true);
        }
      }
      writer.finish(state);
      return new Result(RunInfo.Status.FINISHED, state.history(), state.step() > before);
    }
  }

  private TrainingState start(Learner learner, RunWriter writer, Windows windows, Gather gather)
      throws IOException {
    long started = System.nanoTime();
    Map<String, float[]> fitted =
        new ClosedFormStart(engine, windows, split.train(), split.validation())
            .of(plan.architecture(), plan.config().goal());
    fitted.forEach(learner.weights()::set);
    OptionalDouble mrr = chooseShares(learner, windows, gather);
    Validation validation = Validation.of(learner, gather, split.validation(), VALIDATION_BATCH);
    EpochRecord untrained =
        EpochRecord.untrained(
            validation.loss(),
            validation.cosine(),
            (System.nanoTime() - started) / 1e9,
            Gates.of(learner),
            mrr);
    TrainingState state = TrainingState.start(untrained);
    if (!Double.isFinite(untrained.error())) {
      throw new TrainingDiverged(
          "the validation loss is "
              + untrained.error()
              + " before any training: check that every vector is finite");
    }
    writer.keep(0);
    return state;
  }

  private TrainingState resume(Learner learner, RunWriter writer) throws IOException {
    if (!directory.exists()) {
      Optional<JsonNode> settings = StateFile.settings(directory.state());
      Continuation.requireState(
          settings.orElse(JsonNodeFactory.instance.objectNode()), plan, directory.path());
    }
    TrainingState state = StateFile.read(directory.state(), learner, engine.torch());
    if (state.bestEpoch().isPresent()) {
      restore(state, state.bestEpoch().getAsInt(), writer);
    }
    return state;
  }

  /** Writes the weights of the best epoch anew where they are gone and the state still has them. */
  private void restore(TrainingState state, int best, RunWriter writer) throws IOException {
    List<String> missing = directory.kept().missing(best);
    if (missing.isEmpty()) {
      return;
    }
    int done = state.history().size();
    Path first = directory.path().resolve(missing.getFirst());
    if (done != best || !state.isBetweenEpochs()) {
      throw new IOException(
          "%s does not exist, and the state, which is past epoch %d, no longer has the weights of epoch %d, the best: restore it, choose another directory with %s, or train anew with %s"
              .formatted(first, done, best, Setting.OUT, Setting.OVERWRITE));
    }
    writer.keep(best);
    listener.note(
        "%s was missing: restored from the state, which has the weights of epoch %d, the best"
            .formatted(first, best));
  }

  /** Runs the epoch in progress to its end, or to a stop in its middle. */
  private TrainingState epoch(
      TrainingState state, Learner learner, RunWriter writer, Windows windows, Gather gather)
      throws IOException {
    EpochSteps steps = new EpochSteps(plan.config(), windows, split, state, learner, gather);
    long started = System.nanoTime();
    TrainingState begun = state;
    while (!isDone(state, steps)) {
      state = advance(state, steps, begun, started);
      switch (pause(state, steps)) {
        case NONE -> {}
        case SAVE -> writer.save(state);
        case STOP -> {
          return state;
        }
      }
    }
    TrainingState next = finishEpoch(state, learner, windows, gather, steps, begun, started);
    writer.endEpoch(next);
    return next;
  }

  private static boolean isDone(TrainingState state, EpochSteps steps) {
    return state.stepInEpoch() >= steps.count();
  }

  /** What interrupts an epoch between two steps. */
  private enum Pause {
    NONE,
    SAVE,
    STOP
  }

  private Pause pause(TrainingState state, EpochSteps steps) {
    boolean stopping = stop.getAsBoolean();
    if (isDone(state, steps)) {
      return Pause.NONE;
    }
    if (stopping) {
      return Pause.STOP;
    }
    return pace.isDueWithinEpoch() ? Pause.SAVE : Pause.NONE;
  }

  /**
   * One step. It and what decides about the next are methods of their own: the loop around them
   * runs on without being called again, so the compiler comes late to what stands in it.
   */
  private TrainingState advance(
      TrainingState state, EpochSteps steps, TrainingState begun, long started) {
    long stepStarted = System.nanoTime();
    int size = steps.size(state);
    Learner.Step step = steps.take(state);
    divergence.refuse(step, state, steps);
    long now = System.nanoTime();
    TrainingState next = after(state, step, size, (now - stepStarted) / 1e9, begun, started, now);
    long before = (long) steps.windows() * (state.epoch() - 1);
    long total = (long) steps.windows() * plan.config().epochs();
    listener.step(before + next.sums().samples(), total, state.epoch(), step.loss());
    return next;
  }

  private static TrainingState after(
      TrainingState state,
      Learner.Step step,
      int size,
      double stepSeconds,
      TrainingState begun,
      long started,
      long now) {
    return new TrainingState(
        state.epoch(),
        state.stepInEpoch() + 1,
        state.step() + 1,
        state.sums().plus(step, size, stepSeconds),
        state.untrained(),
        state.history(),
        begun.seconds() + (now - started) / 1e9);
  }

  private TrainingState finishEpoch(
      TrainingState state,
      Learner learner,
      Windows windows,
      Gather gather,
      EpochSteps steps,
      TrainingState begun,
      long started)
      throws IOException {
    dataset.requireUnchanged();
    double rate = steps.rate(state.step() - 1);
    OptionalDouble mrr = chooseShares(learner, windows, gather);
    Validation validation = Validation.of(learner, gather, split.validation(), VALIDATION_BATCH);
    if (!Double.isFinite(validation.loss())) {
      throw divergence.of("validation loss " + validation.loss(), state, rate);
    }
    TrainingState.Sums sums = state.sums();
    double seconds = begun.seconds() + (System.nanoTime() - started) / 1e9;
    EpochRecord record =
        new EpochRecord(
            state.epoch(),
            state.step(),
            sums.loss() / sums.samples(),
            sums.cosine() / sums.samples(),
            validation.loss(),
            validation.cosine(),
            rate,
            sums.norm() / state.stepInEpoch(),
            sums.samples() / sums.seconds(),
            seconds,
            Gates.of(learner),
            mrr);
    return state.after(record);
  }

  /**
   * Sets how much of the network's parts there is beside its start, by what the goal measures;
   * gives the mean reciprocal rank on the validation windows, where the goal is retrieval.
   */
  private OptionalDouble chooseShares(Learner learner, Windows windows, Gather gather) {
    return switch (plan.config().goal()) {
      case Goal.Regression() -> {
        chooseShares(learner, gather);
        yield OptionalDouble.empty();
      }
      case Goal.Retrieval goal ->
          OptionalDouble.of(
              new RetrievalCheck(windows, split.validation()).chooseShare(learner, gather));
    };
  }

  /** By squared error where that is what training lessens, directly or nearly; else all. */
  private void chooseShares(Learner learner, Gather gather) {
    switch (plan.config().loss()) {
      case Loss.MeanSquaredError mse -> leastSquares(learner, gather);
      case Loss.Cosine cosine -> leastSquares(learner, gather);
      case Loss.InfoNce infoNce -> Gates.all(learner, 1);
    }
  }

  private void leastSquares(Learner learner, Gather gather) {
    Gates.choose(learner, gather, split.validation(), VALIDATION_BATCH);
  }
}
