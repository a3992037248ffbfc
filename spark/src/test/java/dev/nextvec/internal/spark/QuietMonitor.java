package dev.nextvec.internal.spark;

import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Stopped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Shows nothing, and remembers how far each piece of work was.
 *
 * @param begins told which piece of work begins
 * @param lines told each line
 * @param most asks to stop once it was told so often how far one piece is
 * @param done by the name of the work: what it was told was done
 */
record QuietMonitor(
    Consumer<String> begins, Consumer<String> lines, int most, Map<String, List<Long>> done)
    implements Monitor {

  QuietMonitor(Consumer<String> begins, Consumer<String> lines) {
    this(begins, lines, Integer.MAX_VALUE, new ConcurrentHashMap<>());
  }

  @Override
  public Work begin(String name, String unit) {
    begins.accept(name);
    List<Long> told = done.computeIfAbsent(name, none -> new CopyOnWriteArrayList<>());
    return new Work() {
      @Override
      public void update(long units, long total) {
        told.add(units);
        if (isStopRequested()) {
          throw new Stopped();
        }
      }

      @Override
      public void show(long units, long total) {
        told.add(units);
      }

      @Override
      public void close() {}
    };
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
    return done.values().stream().anyMatch(told -> told.size() >= most);
  }
}
