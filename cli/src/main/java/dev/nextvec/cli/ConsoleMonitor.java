package dev.nextvec.cli;

import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Stopped;
import org.jspecify.annotations.Nullable;

/**
 * The user at the console: work is shown as a bar, and ends where Ctrl-C asked for it.
 *
 * @param console shows bars and lines
 * @param stop says whether to stop
 */
record ConsoleMonitor(Console console, StopSignal stop) implements Monitor {

  @Override
  public Work begin(String name, String unit) {
    return new Bar(name, unit);
  }

  @Override
  public void log(String line) {
    console.log(line);
  }

  @Override
  public void logOnce(String topic, String line) {
    console.logOnce(topic, line);
  }

  @Override
  public boolean isStopRequested() {
    return stop.requested();
  }

  /** A progress bar, opened when the work first says how much there is. */
  private final class Bar implements Work {
    private final String label;
    private final String unit;
    private @Nullable ProgressBar bar;
    private long total = -1;

    Bar(String label, String unit) {
      this.label = label;
      this.unit = unit;
    }

    @Override
    public void update(long done, long newTotal) {
      if (stop.requested()) {
        throw new Stopped();
      }
      show(done, newTotal);
    }

    @Override
    public synchronized void show(long done, long newTotal) {
      ProgressBar open = bar;
      if (open == null) {
        open = console.progress(label, newTotal, unit);
        bar = open;
      } else if (newTotal != total) {
        open.total(newTotal);
      }
      total = newTotal;
      open.update(done);
    }

    @Override
    public synchronized void close() {
      if (bar != null) {
        bar.close();
        bar = null;
      }
    }
  }
}
