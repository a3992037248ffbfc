package dev.nextvec.cli;

import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Stopped;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The user at the console: work is shown as a bar, and ends where Ctrl-C asked for it.
 *
 * @param console shows bars and lines
 * @param stop says whether to stop
 * @param pace of lines that say how far work is where no bar is drawn; none if absent
 */
record ConsoleMonitor(Console console, StopSignal stop, Optional<Duration> pace)
    implements Monitor {
  private static final Duration IN_A_LOG = Duration.ofSeconds(30);

  /** One that shows nothing where there is no terminal. */
  ConsoleMonitor(Console console, StopSignal stop) {
    this(console, stop, Optional.empty());
  }

  /**
   * One of work on a cluster, which takes hours and is started by a launcher that knows of no
   * terminal: where no bar is drawn, a line every half minute says how far it is.
   */
  static ConsoleMonitor ofCluster(Console console, StopSignal stop) {
    return new ConsoleMonitor(console, stop, Optional.of(IN_A_LOG));
  }

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
    private long told = System.nanoTime();

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
      tell(open);
    }

    private void tell(ProgressBar open) {
      long now = System.nanoTime();
      if (pace.isPresent() && !console.isInteractive() && now - told >= pace.get().toNanos()) {
        told = now;
        console.log(open.words());
      }
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
