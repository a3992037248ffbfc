package dev.nextvec.cli;

import dev.nextvec.internal.report.DisplayWidth;
import dev.nextvec.internal.report.Printable;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One line that says how far a long work is, how fast it goes and how long it will still take:
 *
 * <pre>{@code encode  [========>           ]  43%  1,042/2,423 chunks  18.2/s  1:16 left}</pre>
 *
 * It is drawn at most ten times a second. The rate is an average over roughly the last ten seconds.
 * The time left is not told in the first five, which are those of opening files and compiling. Its
 * state is guarded by the lock of its console, not by one of its own.
 */
public final class ProgressBar implements AutoCloseable {
  private static final long REDRAW_NANOS = 100_000_000L;
  private static final long SETTLED_NANOS = 5_000_000_000L;
  private static final double RATE_MEMORY_SECONDS = 10;

  private final Console console;
  private final String label;
  private long total;
  private final String unit;
  private final LongSupplier clock;
  private final long began;
  private long firstCounted;
  private long lastDrawn;
  private long lastTurn;
  private long lastCounted;
  private long before;
  private boolean begun;
  private long done;
  private double rate;
  private Supplier<String> note = () -> "";

  ProgressBar(Console console, String label, long total, String unit, LongSupplier clock) {
    this.console = console;
    this.label = Printable.line(label);
    this.total = total;
    this.unit = unit;
    this.clock = clock;
    this.began = clock.getAsLong();
    this.lastDrawn = began;
    this.lastTurn = began;
  }

  /** Says how many units are done. Units done before the first call are not counted in the rate. */
  public void update(long unitsDone) {
    synchronized (console.lock()) {
      done = unitsDone;
      long now = clock.getAsLong();
      if (!begun) {
        begun = true;
        firstCounted = now;
        before = unitsDone;
        lastCounted = unitsDone;
        lastDrawn = now;
        console.redraw(this);
      } else if (now - lastDrawn >= REDRAW_NANOS) {
        measureRate(now);
        console.redraw(this);
      }
    }
  }

  /** Changes the number of units, where it was an estimate. */
  public void total(long units) {
    synchronized (console.lock()) {
      total = units;
    }
  }

  /**
   * Shows a short remark at the end of the line, for example the validation cosine so far.
   *
   * @param remark asked when the line is drawn, by any thread that holds the console's lock: it
   *     must take no other
   */
  public void note(Supplier<String> remark) {
    synchronized (console.lock()) {
      note = remark;
    }
  }

  private void measureRate(long now) {
    double seconds = (now - lastDrawn) / 1e9;
    double current = (done - lastCounted) / seconds;
    double sinceStart = (now - began) / 1e9;
    double weight = Math.max(1 - Math.exp(-seconds / RATE_MEMORY_SECONDS), seconds / sinceStart);
    rate += Math.min(1, weight) * (current - rate);
    lastDrawn = now;
    lastCounted = done;
  }

  String line(int width) {
    synchronized (console.lock()) {
      String tail = tail(rate);
      int room = Math.min(30, width - DisplayWidth.of(label) - DisplayWidth.of(tail) - 6);
      String line =
          total > 0 && room >= 5 ? label + "  [" + bar(room) + "]  " + tail : label + "  " + tail;
      return width < 1 ? "" : DisplayWidth.shorten(line, width);
    }
  }

  /**
   * The line without its bar, for a file. Its rate is the average since the beginning: what is far
   * away is told in jumps.
   */
  String plain() {
    synchronized (console.lock()) {
      double seconds = (clock.getAsLong() - began) / 1e9;
      return label + "  " + tail(seconds > 0 ? (done - before) / seconds : 0).strip();
    }
  }

  /** Whether so much time went by since the last turn, or the beginning; if so this is a turn. */
  boolean takeTurn(Duration between) {
    synchronized (console.lock()) {
      if (lastDrawn - lastTurn < between.toNanos()) {
        return false;
      }
      lastTurn = lastDrawn;
      return true;
    }
  }

  private String tail(double rate) {
    StringBuilder tail = new StringBuilder();
    if (unit.isEmpty()) {
      tail.append(String.format(Locale.ROOT, "%3d%%", percent()));
    } else if (total > 0) {
      tail.append(String.format(Locale.ROOT, "%3d%%  %,d/%,d %s", percent(), done, total, unit));
    } else {
      tail.append(String.format(Locale.ROOT, "%,d %s", done, unit));
    }
    if (rate > 0) {
      if (!unit.isEmpty()) {
        tail.append(String.format(Locale.ROOT, rate < 100 ? "  %.1f/s" : "  %,.0f/s", rate));
      }
      if (total > done && clock.getAsLong() - firstCounted >= SETTLED_NANOS) {
        tail.append("  ").append(duration((total - done) / rate)).append(" left");
      }
    }
    String remark = note.get();
    if (!remark.isEmpty()) {
      tail.append("  ").append(Printable.line(remark));
    }
    return tail.toString();
  }

  private int percent() {
    return total == 0 ? 0 : (int) Math.min(100, 100.0 * done / total);
  }

  private String bar(int room) {
    int filled = (int) Math.min(room, (double) room * done / total);
    return filled == room
        ? "=".repeat(room)
        : "=".repeat(filled) + ">" + " ".repeat(room - filled - 1);
  }

  /** A time as a person says it: {@code 42 s}, {@code 3:07}, {@code 2:05:00}. */
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    if (whole < 3600) {
      return String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }
    return String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }

  /** Removes the bar from the terminal. */
  @Override
  public void close() {
    console.close(this);
  }
}
