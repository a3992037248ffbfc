package dev.nextvec.internal.spark;

import dev.nextvec.progress.Monitor;
import java.util.function.Consumer;

/**
 * Shows nothing.
 *
 * @param begins told which piece of work begins
 * @param lines told each line
 */
record QuietMonitor(Consumer<String> begins, Consumer<String> lines) implements Monitor {
  @Override
  public Work begin(String name, String unit) {
    begins.accept(name);
    return Monitor.none().begin(name, unit);
  }

  @Override
  public void log(String line) {
    lines.accept(line);
  }

  @Override
  public void logOnce(String topic, String line) {
    log(line);
  }

  @Override
  public boolean isStopRequested() {
    return false;
  }
}
