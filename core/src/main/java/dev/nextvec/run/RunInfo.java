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
    List<String> notes,
    Optional<Origin> origin) {
  public RunInfo {
    history = List.copyOf(history);
    notes = List.copyOf(notes);
  }

  /** A run that is trained here. */
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
        List.of(),
        Optional.of(origin));
  }

  /** The same with other notes. */
  public RunInfo with(List<String> otherNotes) {
    return new RunInfo(
        architecture, config, provenance, dataset, status, untrained, history, otherNotes, origin);
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
