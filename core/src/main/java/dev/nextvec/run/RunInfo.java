package dev.nextvec.run;

import dev.nextvec.model.Architecture;
import dev.nextvec.provenance.Provenance;
import java.util.List;
import java.util.Optional;

/**
 * What {@code run.json} says.
 *
 * @param architecture the network's sizes
 * @param config training settings; of no meaning for a run with an origin, which was not trained
 *     here
 * @param provenance data, split, seeds, software
 * @param dataset path of the dataset as it was given; empty for an imported run without test
 *     windows
 * @param status whether the run ended by itself
 * @param untrained epoch 0; absent in runs made before it was measured
 * @param history finished epochs
 * @param steps how each step was computed
 * @param notes what a reader of its numbers must know, in sentences
 * @param origin where its weights came from; absent where they were trained here
 */
public record RunInfo(
    Architecture architecture,
    TrainingConfig config,
    Provenance provenance,
    String dataset,
    Status status,
    Optional<EpochRecord> untrained,
    List<EpochRecord> history,
    Steps steps,
    List<String> notes,
    Optional<Origin> origin) {
  public RunInfo {
    history = List.copyOf(history);
    notes = List.copyOf(notes);
  }

  /**
   * How each step of a training was computed, which decides nothing but rounding; local steps are
   * settings, as they decide more.
   *
   * @param workers processes that shared the windows of each step
   * @param pieces in how many parts, one after another, each of them computed its share
   */
  public record Steps(int workers, int pieces) {
    /** One process, all windows at once. */
    public static final Steps WHOLE = new Steps(1, 1);

    public Steps {
      if (workers < 1 || pieces < 1) {
        throw new IllegalArgumentException(
            "`workers` and `accumulate` must be positive but were %d and %d"
                .formatted(workers, pieces));
      }
    }
  }

  /** A run that is trained here, by one process. */
  public RunInfo(
      Architecture architecture,
      TrainingConfig config,
      Provenance provenance,
      String dataset,
      Status status,
      Optional<EpochRecord> untrained,
      List<EpochRecord> history,
      List<String> notes) {
    this(
        architecture,
        config,
        provenance,
        dataset,
        status,
        untrained,
        history,
        Steps.WHOLE,
        notes,
        Optional.empty());
  }

  /** Weights that were trained elsewhere. */
  public static RunInfo imported(
      Architecture architecture, Provenance provenance, String dataset, Origin origin) {
    return new RunInfo(
        architecture,
        TrainingConfig.defaults(),
        provenance,
        dataset,
        Status.FINISHED,
        Optional.empty(),
        List.of(),
        Steps.WHOLE,
        List.of(),
        Optional.of(origin));
  }

  /** The same with other notes. */
  public RunInfo with(List<String> otherNotes) {
    return new RunInfo(
        architecture,
        config,
        provenance,
        dataset,
        status,
        untrained,
        history,
        steps,
        otherNotes,
        origin);
  }

  /** The same with steps that were computed otherwise. */
  public RunInfo with(Steps otherSteps) {
    return new RunInfo(
        architecture,
        config,
        provenance,
        dataset,
        status,
        untrained,
        history,
        otherSteps,
        notes,
        origin);
  }

  /** The same as far as it has come. */
  public RunInfo with(Status now, Optional<EpochRecord> start, List<EpochRecord> epochs) {
    return new RunInfo(
        architecture, config, provenance, dataset, now, start, epochs, steps, notes, origin);
  }

  /** The epoch whose weights are kept; empty before there are any. */
  public Optional<EpochRecord> best() {
    return EpochRecord.best(untrained, history);
  }

  /** The epoch whose weights are kept; 0 before there are any. */
  public int bestEpoch() {
    return best().map(EpochRecord::epoch).orElse(0);
  }

  /** How far a run came. */
  public enum Status {
    RUNNING,
    FINISHED
  }
}
