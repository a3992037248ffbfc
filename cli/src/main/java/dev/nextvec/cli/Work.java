package dev.nextvec.cli;

import dev.nextvec.data.Progress;
import org.jspecify.annotations.Nullable;

/**
 * A progress bar for work that says how far it is, and a place where it may be stopped: {@link
 * #update} throws {@link Stopped} once that was asked for.
 */
final class Work implements Progress, AutoCloseable {
  private final Console console;
  private final StopSignal stop;
  private final String label;
  private final String unit;
  private @Nullable ProgressBar bar;
  private long total = -1;

  Work(Console console, StopSignal stop, String label, String unit) {
    this.console = console;
    this.stop = stop;
    this.label = label;
    this.unit = unit;
  }

  @Override
  public synchronized void update(long done, long newTotal) {
    if (stop.requested()) {
      throw new Stopped();
    }
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
