package dev.nextvec.internal.train;

import dev.nextvec.internal.file.GrowingFile;
import dev.nextvec.internal.nn.NetworkPredictor;
import dev.nextvec.internal.nn.StoredWeights;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.model.GoldenProbe;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes what a training has come to. What may be read beside it or continued from is saved at a
 * {@link Pace}: the weights of the best epoch, the state, and {@code run.json}, in this order.
 * Until then the weights of a best epoch that is past are held in memory.
 */
final class RunWriter {
  private static final long NEVER = -1;

  private final RunDirectory directory;
  private final RunInfo plan;
  private final TorchEngine engine;
  private final Learner learner;
  private final TrainingListener listener;
  private final Pace pace;
  private final GrowingFile<EpochRecord> metrics;
  private Optional<Held> held = Optional.empty();
  private long savedStep = NEVER;
  private int published;
  private int kept;

  /** The weights of the best epoch, not on disk yet. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Held(int epoch, float[] weights) {}

  RunWriter(
      RunDirectory directory,
      RunInfo plan,
      TorchEngine engine,
      Learner learner,
      TrainingListener listener,
      Pace pace) {
    this.directory = directory;
    this.plan = plan;
    this.engine = engine;
    this.learner = learner;
    this.listener = listener;
    this.pace = pace;
    this.metrics = directory.metrics();
  }

  /** The weights as they are now are those of the best epoch; {@link #publish} makes them valid. */
  void keep(int epoch) throws IOException {
    directory
        .kept()
        .write(
            epoch,
            file ->
                StoredWeights.write(file, plan.architecture(), learner.weights(), learner.map()),
            this::recordOutputs);
    kept = epoch;
    held = Optional.empty();
  }

  private void recordOutputs(Path weights, Path file) throws IOException {
    try (NetworkPredictor predictor =
        NetworkPredictor.over(
            directory.name(),
            plan.architecture(),
            learner.weights(),
            learner.map().map(map -> map.toMap(plan.architecture())))) {
      GoldenProbe.record(predictor, weights, file);
    }
  }

  /** A training begins with this state; its weights are kept where they are to be. */
  void begin(TrainingState state, boolean resumed) throws IOException {
    savedStep = resumed ? state.step() : NEVER;
    kept = state.bestEpoch().orElse(0);
    publish(state, RunInfo.Status.RUNNING);
    tell(state);
  }

  /** An epoch is over; {@code state} is what the next one starts from. */
  void endEpoch(TrainingState state) throws IOException {
    if (pace.isDueAfterEpoch()) {
      save(state);
    } else if (isBest(state)) {
      held = Optional.of(new Held(state.history().size(), weights()));
    }
    tell(state);
  }

  /** Whether the weights as they are now are those of the best epoch. */
  private static boolean isBest(TrainingState state) {
    return state.isBetweenEpochs() && state.bestEpoch().orElse(0) == state.history().size();
  }

  /** Saves all there is, unless it is saved already. */
  void save(TrainingState state) throws IOException {
    if (savedStep == state.step()) {
      return;
    }
    pace.save(
        () -> {
          keepBest(state);
          StateFile.write(
              directory.state(), state, Continuation.settings(plan), learner, engine.torch());
          savedStep = state.step();
          if (published < state.history().size()) {
            publish(state, RunInfo.Status.RUNNING);
          }
          listener.saved();
        });
  }

  /** The training is over. */
  void finish(TrainingState state) throws IOException {
    save(state);
    publish(state, RunInfo.Status.FINISHED);
    listener.saved();
  }

  private float[] weights() {
    float[] copy = new float[Math.toIntExact(learner.weights().flatValues().numel())];
    engine.torch().download(learner.weights().flatValues(), copy, copy.length);
    return copy;
  }

  private void setWeights(float[] values) {
    engine.torch().upload(values, values.length, learner.weights().flatValues());
  }

  private void keepBest(TrainingState state) throws IOException {
    if (isBest(state) && kept < state.history().size()) {
      keep(state.history().size());
    } else if (held.isPresent()) {
      keep(held.get());
    }
  }

  private void keep(Held best) throws IOException {
    float[] now = weights();
    setWeights(best.weights);
    try {
      keep(best.epoch);
    } finally {
      setWeights(now);
    }
  }

  /** Makes the state's history, and the weights of its best epoch, what the run says and has. */
  private void publish(TrainingState state, RunInfo.Status status) throws IOException {
    RunInfo info = plan.with(status, state.untrained(), state.history());
    directory.write(info);
    directory.kept().settle(info.bestEpoch());
    published = state.history().size();
  }

  private void tell(TrainingState state) throws IOException {
    List<EpochRecord> all =
        Stream.concat(state.untrained().stream(), state.history().stream()).toList();
    metrics.write(all);
    listener.epochs(state.untrained(), state.history());
  }
}
