package dev.nextvec.internal.workflow;

import dev.nextvec.internal.train.TrainingListener;
import java.util.Collection;

/** Shows trainings that run side by side. Any thread may call it. */
public interface TrainingProgress extends AutoCloseable {

  /** Opens what shows a group of trainings. */
  @FunctionalInterface
  interface Opener {
    /**
     * Opens it.
     *
     * @param tasks the trainings
     * @param windows training windows of one epoch
     */
    TrainingProgress open(Collection<TrainingTask> tasks, long windows);
  }

  /** Told what happens in one of the trainings. */
  TrainingListener listener(TrainingTask task);

  /** A training has ended, perhaps before its last epoch. */
  void ended(TrainingTask task, long windows);

  @Override
  void close();
}
