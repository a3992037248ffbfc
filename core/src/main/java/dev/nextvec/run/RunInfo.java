package dev.nextvec.run;

import dev.nextvec.model.Architecture;
import dev.nextvec.provenance.Provenance;
import java.util.List;
import java.util.Optional;

/**
 * What {@code run.json} says.
 *
 * @param architecture the network's sizes
 * @param config training settings
 * @param provenance data, split, seeds, software
 * @param dataset path of the dataset as it was given
 * @param status whether the run ended by itself
 * @param untrained epoch 0; absent in runs made before it was measured
 * @param history finished epochs
 * @param notes what a reader of its numbers must know, in sentences
 */
public record RunInfo(
    Architecture architecture,
    TrainingConfig config,
    Provenance provenance,
    String dataset,
    Status status,
    Optional<EpochRecord> untrained,
    List<EpochRecord> history,
    List<String> notes) {
  public RunInfo {
    history = List.copyOf(history);
    notes = List.copyOf(notes);
  }

  /** The same with other notes. */
  public RunInfo with(List<String> otherNotes) {
    return new RunInfo(
        architecture, config, provenance, dataset, status, untrained, history, otherNotes);
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
