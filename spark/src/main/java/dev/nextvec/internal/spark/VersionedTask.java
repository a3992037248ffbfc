package dev.nextvec.internal.spark;

import java.io.IOException;
import org.apache.spark.api.java.function.VoidFunction;

/** A task as it travels. */
final class VersionedTask implements VoidFunction<Integer> {
  private static final long serialVersionUID = 1;

  private final Versioned<NumberedTask> task;

  private VersionedTask(Versioned<NumberedTask> task) {
    this.task = task;
  }

  /** A task of this driver. */
  static VersionedTask of(NumberedTask task) {
    return new VersionedTask(Versioned.of(task));
  }

  @Override
  public void call(Integer number) {
    NumberedTask read;
    try {
      read = task.read();
    } catch (IOException otherVersion) {
      throw new WorkerFailure(NumberedTask.worker(), otherVersion);
    }
    read.run(number);
  }
}
