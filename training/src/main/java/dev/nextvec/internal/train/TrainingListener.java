package dev.nextvec.internal.train;

import dev.nextvec.run.EpochRecord;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Told what happens in a training. Called from the training thread: be quick. */
public interface TrainingListener {

  /**
   * A step is done.
   *
   * @param done windows trained on since the start of training, resumed ones included
   * @param total windows of the whole training
   * @param epoch epoch in progress, from 1
   * @param loss the step's training loss
   */
  default void step(long done, long total, int epoch, double loss) {}

  /**
   * The run stands where {@code history} ends: after a start or resume, and after each epoch.
   *
   * @param untrained epoch 0; absent in what was trained before it was measured
   * @param history finished epochs
   */
  default void epochs(Optional<EpochRecord> untrained, List<EpochRecord> history)
      throws IOException {}

  /**
   * The run directory holds all that a continuation needs, and is not written to meanwhile. This
   * may take its time: as with all saving, what it takes decides how often.
   *
   * @throws IOException if the training is not to go on without it
   */
  default void saved() throws IOException {}

  /** Something that whoever waits for the training should read, a sentence. */
  default void note(String sentence) {}

  /** A listener that does nothing. */
  static TrainingListener none() {
    return new TrainingListener() {};
  }
}
