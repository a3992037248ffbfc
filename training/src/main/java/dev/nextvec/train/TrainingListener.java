package dev.nextvec.train;

import dev.nextvec.run.EpochRecord;
import java.io.IOException;
import java.util.List;

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

  /** The run stands where {@code history} ends: after a start or resume, and after each epoch. */
  default void epochs(List<EpochRecord> history) throws IOException {}

  /** A listener that does nothing. */
  static TrainingListener none() {
    return new TrainingListener() {};
  }
}
