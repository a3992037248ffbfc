package dev.nextvec.internal.spark;

import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Stopped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.spark.TaskContext;

/**
 * Lets a task end when Spark gives it up. Its lines are in the executor's log; warnings are also
 * for whoever waits.
 */
final class ExecutorMonitor implements Monitor {
  private static final String WARNING = "warning: ";

  private final TaskContext task;
  private final Consumer<String> warned;
  private final Set<String> said = ConcurrentHashMap.newKeySet();

  ExecutorMonitor(TaskContext task) {
    this(task, warning -> {});
  }

  /**
   * A monitor.
   *
   * @param warned told each warning, without that word
   */
  ExecutorMonitor(TaskContext task, Consumer<String> warned) {
    this.task = task;
    this.warned = warned;
  }

  @Override
  public Work begin(String name, String unit) {
    return new Piece();
  }

  @Override
  public void log(String line) {
    System.err.println(line);
    if (line.startsWith(WARNING)) {
      warned.accept(line.substring(WARNING.length()));
    }
  }

  @Override
  public void logOnce(String topic, String line) {
    if (said.add(topic)) {
      log(line);
    }
  }

  @Override
  public boolean isStopRequested() {
    return task.isInterrupted();
  }

  private final class Piece implements Work {
    @Override
    public void update(long done, long total) {
      if (isStopRequested()) {
        throw new Stopped();
      }
    }

    @Override
    public void show(long done, long total) {}

    @Override
    public void close() {}
  }
}
