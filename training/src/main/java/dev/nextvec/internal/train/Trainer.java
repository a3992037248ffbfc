package dev.nextvec.internal.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.run.RunEncoder;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.model.Architecture;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Trains one network into one run directory. A run that was interrupted, even killed, continues
 * from its last saved state to the very same bits, given the same number of threads. Several
 * processes may train it together: each does all that is done here, but only the first writes.
 */
public final class Trainer {
  private final TorchEngine engine;
  private final Sharing sharing;
  private final Crew crew;
  private final Dataset dataset;
  private final RunDirectory directory;
  private final RunInfo plan;
  private final Split split;
  private final Windows windows;
  private final Learner learner;
  private final Gather gather;
  private final RunWriter writer;
  private final Pace pace;
  private final TrainingListener listener;
  private final BooleanSupplier stop;
  private final Divergence divergence;

  private Trainer(
      TorchEngine engine,
      Sharing sharing,
      Task task,
      RunInfo plan,
      Windows windows,
      Learner learner,
      Gather gather,
      Pace pace,
      TrainingListener listener,
      BooleanSupplier stop) {
    this.engine = engine;
    this.sharing = sharing;
    this.crew = new Crew(sharing.exchange());
    this.dataset = task.dataset();
    this.directory = task.run();
    this.plan = plan;
    this.split = task.split();
    this.windows = windows;
    this.learner = learner;
    this.gather = gather;
    this.writer = new RunWriter(directory, plan, engine, learner, listener, pace);
    this.pace = pace;
    this.listener = listener;
    this.stop = stop;
    this.divergence = new Divergence(directory.state());
  }

  /**
   * What is to be trained.
   *
   * @param split which windows
   * @param path run directory; made if need be
   */
  public record Task(
      Dataset dataset, Architecture architecture, TrainingConfig config, Split split, Path path) {
    RunDirectory run() {
      return new RunDirectory(path);
    }
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
   * @param sharing how steps are computed. Where there are several workers, each of them calls this
   *     with the same task; the first alone writes, and is the only one whose listener is told
   * @param saveEvery longest time between two saved states; between two epochs one is saved as soon
   *     as a second has passed
   * @param stop asked whenever all workers have the same weights: after every step, or every mean;
   *     once true, with any worker, the state is saved and training returns
   * @throws IllegalArgumentException if the data does not fit the architecture, there is nothing to
   *     learn, the directory holds a run with other settings, or local steps are asked for that are
   *     of another number of workers
   * @throws TrainingDiverged if the loss or the gradient stops being finite, or explodes
   * @throws IOException if the directory cannot be written, another training writes to it, or the
   *     vectors are changed meanwhile; a {@link SharedFailure} where there are several workers
   * @throws WorkersParted if another worker is gone
   * @throws IllegalStateException if this worker has not what the first has
   */
  public static Result train(
      TorchEngine engine,
      Sharing sharing,
      Task task,
      Duration saveEvery,
      TrainingListener listener,
      BooleanSupplier stop)
      throws IOException {
    return train(engine, sharing, task, Pace.of(saveEvery), listener, stop);
  }

  /** The same at a pace of its own. */
  static Result train(
      TorchEngine engine,
      Sharing sharing,
      Task task,
      Pace pace,
      TrainingListener listener,
      BooleanSupplier stop)
      throws IOException {
    TrainingData.requireFit(task.dataset(), task.split(), task.architecture());
    TrainingPrecision.require(engine, task.config(), listener);
    sharing.require(task.config());
    RunInfo plan = Continuation.plan(engine, task, sharing.steps());
    Crew crew = new Crew(sharing.exchange());
    if (!crew.isAlone()) {
      crew.requireSame(Continuation.facts(plan));
    }
    try (Claim claim = new Claim(task, plan, listener)) {
      String ended = crew.find(claim::take);
      if (!ended.isEmpty()) {
        return new Result(RunInfo.Status.FINISHED, StateFile.state(ended).history(), false);
      }
      return trainClaimed(engine, sharing, task, claim.plan(), pace, listener, stop);
    }
  }

  private static Result trainClaimed(
      TorchEngine engine,
      Sharing sharing,
      Task task,
      RunInfo plan,
      Pace pace,
      TrainingListener listener,
      BooleanSupplier stop)
      throws IOException {
    Windows windows = task.dataset().windows(plan.architecture().contextLength());
    int batch = Math.min(plan.config().batch(), task.split().train().length);
    int largest = Math.max(sharing.largestPiece(batch), Checked.BATCH);
    try (Learner learner =
            new Learner(engine.torch(), plan.architecture(), plan.config(), sharing.exchange());
        Gather gather = new Gather(engine.torch(), windows, largest)) {
      return new Trainer(
              engine, sharing, task, plan, windows, learner, gather, pace, listener, stop)
          .run();
    }
  }

  private Result run() throws IOException {
    crew.byFirst(this::describe);
    Optional<TrainingState> stored = stored();
    TrainingState begun = stored.isPresent() ? stored.get() : start();
    crew.byFirst(() -> writer.begin(begun, stored.isPresent()));
    return train(begun);
  }

  private void describe() throws IOException {
    Files.createDirectories(directory.state().toAbsolutePath().getParent());
    directory.writeSplit(split);
    if (!directory.exists()) { // a run that goes on keeps its own, whose hash it has recorded
      RunEncoder.write(directory.path(), dataset);
    }
  }

  private Result train(TrainingState begun) throws IOException {
    TrainingState state = begun;
    while (!Stopping.ends(plan.config(), state.history())) {
      TrainingState now = epoch(state);
      state = now;
      boolean stopped = now.stepInEpoch() > 0 || isStopped(now);
      if (stopped) {
        crew.byFirst(() -> writer.save(now));
        return new Result(RunInfo.Status.RUNNING, now.history(), true);
      }
    }
    TrainingState end = state;
    crew.byFirst(() -> writer.finish(end));
    return new Result(RunInfo.Status.FINISHED, end.history(), end.step() > begun.step());
  }

  /** Whether to stop after an epoch that is not the last. */
  private boolean isStopped(TrainingState state) {
    return crew.any(stop.getAsBoolean()) && !Stopping.ends(plan.config(), state.history());
  }

  /** What was saved, as the first worker finds it; all begin with its weights. */
  private Optional<TrainingState> stored() throws IOException {
    String found = crew.find(() -> Files.exists(directory.state()) ? StateFile.text(resume()) : "");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    TrainingState state = StateFile.state(found);
    crew.fromFirst(learner.weights().flatValues());
    crew.fromFirst(learner.optimiser().firstMoment());
    crew.fromFirst(learner.optimiser().secondMoment());
    learner.optimiser().continueFrom(state.step());
    return Optional.of(state);
  }

  private TrainingState start() throws IOException {
    long started = System.nanoTime();
    crew.byFirst(this::fit);
    crew.fromFirst(learner.weights().flatValues());
    Checked checked = Checked.of(plan.config(), windows, split.validation(), learner, gather);
    Validation validation = checked.validation();
    EpochRecord untrained =
        EpochRecord.untrained(
            validation.loss(),
            validation.cosine(),
            (System.nanoTime() - started) / 1e9,
            Gates.of(learner),
            checked.meanReciprocalRank());
    TrainingState state = TrainingState.start(untrained);
    if (!Double.isFinite(untrained.error())) {
      throw new TrainingDiverged(
          "the validation loss is "
              + untrained.error()
              + " before any training: check that every vector is finite");
    }
    crew.byFirst(() -> writer.keep(0));
    return state;
  }

  private void fit() {
    Map<String, float[]> fitted =
        new ClosedFormStart(engine, windows, split.train(), split.validation())
            .of(plan.architecture(), plan.config().goal());
    fitted.forEach(learner.weights()::set);
  }

  private TrainingState resume() throws IOException {
    if (!directory.exists()) {
      Optional<JsonNode> settings = StateFile.settings(directory.state());
      Continuation.requireState(
          settings.orElse(JsonNodeFactory.instance.objectNode()), plan, directory.path());
    }
    TrainingState state = StateFile.read(directory.state(), learner, engine.torch());
    if (state.bestEpoch().isPresent()) {
      restore(state, state.bestEpoch().getAsInt());
    }
    return state;
  }

  /** Writes the weights of the best epoch anew where they are gone and the state still has them. */
  private void restore(TrainingState state, int best) throws IOException {
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
  private TrainingState epoch(TrainingState begun) throws IOException {
    EpochSteps steps =
        new EpochSteps(plan.config(), windows, split, begun, learner, gather, sharing);
    long started = System.nanoTime();
    TrainingState state = begun;
    while (!isDone(state, steps)) {
      state = advance(state, steps, begun, started);
      TrainingState now = state;
      switch (pause(state, steps)) {
        case NONE -> {}
        case SAVE -> crew.byFirst(() -> writer.save(now));
        case STOP -> {
          return state;
        }
      }
    }
    TrainingState next = finishEpoch(state, steps, begun, started);
    crew.byFirst(() -> writer.endEpoch(next));
    return next;
  }

  private static boolean isDone(TrainingState state, EpochSteps steps) {
    return state.stepInEpoch() >= steps.count();
  }

  /** What interrupts an epoch between two rounds. */
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
    double[] said = {stopping ? 1 : 0, crew.isFirst() && pace.isDueWithinEpoch() ? 1 : 0};
    sharing.exchange().sum(said);
    if (said[0] > 0) {
      return Pause.STOP;
    }
    return said[1] > 0 ? Pause.SAVE : Pause.NONE;
  }

  /**
   * One step, or those that workers take alone with the mean after them. It and what decides about
   * the next are methods of their own: the loop around them runs on without being called again, so
   * the compiler comes late to what stands in it.
   */
  private TrainingState advance(
      TrainingState state, EpochSteps steps, TrainingState begun, long started) {
    long stepStarted = System.nanoTime();
    EpochSteps.Round round = steps.take(state);
    divergence.refuse(round, state, steps);
    long now = System.nanoTime();
    TrainingState next = after(state, round, (now - stepStarted) / 1e9, begun, started, now);
    long before = (long) steps.windows() * (state.epoch() - 1);
    long total = (long) steps.windows() * plan.config().epochs();
    if (crew.isFirst()) {
      listener.step(before + next.sums().samples(), total, state.epoch(), round.figures().loss());
    }
    return next;
  }

  private static TrainingState after(
      TrainingState state,
      EpochSteps.Round round,
      double roundSeconds,
      TrainingState begun,
      long started,
      long now) {
    return new TrainingState(
        state.epoch(),
        state.stepInEpoch() + round.steps(),
        state.step() + round.steps(),
        state.sums().plus(round, roundSeconds),
        state.untrained(),
        state.history(),
        begun.seconds() + (now - started) / 1e9);
  }

  private TrainingState finishEpoch(
      TrainingState state, EpochSteps steps, TrainingState begun, long started) throws IOException {
    crew.byFirst(dataset::requireUnchanged);
    crew.fromFirst(learner.weights().flatValues()); // processors may round differently
    double rate = steps.rate(state.step() - 1);
    Checked checked = Checked.of(plan.config(), windows, split.validation(), learner, gather);
    Validation validation = checked.validation();
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
            checked.meanReciprocalRank());
    return state.after(record);
  }
}
