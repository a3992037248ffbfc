package dev.nextvec.cli;

import dev.nextvec.internal.report.Printable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a command's words go: results to standard output, everything else to standard error. A
 * progress bar lives at the foot of standard error while that is a terminal; lines logged meanwhile
 * appear above it. In a file it is a plain line once a minute, so that a short work leaves none.
 *
 * <p>Any thread may call it. The console and its bar share one lock, so no two of them can wait for
 * each other; each line is written by one call, so none is torn by another.
 */
public final class Console {
  private static final int FILE_COLUMNS = 200;
  private static final String ERASED = "\r\u001b[K";

  private final Object lock = new Object();
  private final OutputStream out;
  private final OutputStream err;
  private final boolean errIsTerminal;
  private final int columns;
  private final boolean outIsTerminal;
  private final Duration plainEvery;
  private final Set<String> said = new HashSet<>();

  /** The open bars, the newest first; that one is shown. */
  private final Deque<ProgressBar> bars = new ArrayDeque<>();

  /**
   * A console on two streams.
   *
   * @param out receives results
   * @param err receives progress, logs and error lines
   * @param errIsTerminal whether progress bars may be drawn on {@code err}
   * @param columns width of the terminal in characters
   * @param outIsTerminal whether results are read on that terminal, not kept in a file
   */
  public Console(
      OutputStream out,
      OutputStream err,
      boolean errIsTerminal,
      int columns,
      boolean outIsTerminal) {
    this(out, err, errIsTerminal, columns, outIsTerminal, Duration.ofMinutes(1));
  }

  /** As the public one; {@code plainEvery}: time between a bar's lines where no terminal is. */
  Console(
      OutputStream out,
      OutputStream err,
      boolean errIsTerminal,
      int columns,
      boolean outIsTerminal,
      Duration plainEvery) {
    this.plainEvery = plainEvery;
    this.out = out;
    this.err = err;
    this.errIsTerminal = errIsTerminal;
    this.columns = columns;
    this.outIsTerminal = outIsTerminal;
  }

  /**
   * The console of this process. The launcher knows what is a terminal (Java 21 cannot ask for
   * standard streams) and says so in {@code -Dnextvec.terminal=COLUMNS} for standard error, without
   * which no bar is drawn, and in {@code -Dnextvec.terminal.out=true} for standard output.
   */
  static Console ofProcess() {
    Integer columns = Integer.getInteger("nextvec.terminal");
    // No PrintStream: it keeps to itself that a disk is full.
    return new Console(
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        columns != null,
        columns == null ? 80 : columns,
        Boolean.getBoolean("nextvec.terminal.out"));
  }

  /**
   * Prints a result on standard output.
   *
   * @throws IOException if it does not arrive there whole
   */
  public void print(String text) throws IOException {
    synchronized (lock) {
      hide();
      String safe = Printable.text(text, outHasColours());
      safe = outIsTerminal ? LongLines.broken(safe, columns) : safe;
      out.write(bytes(safe.endsWith("\n") || safe.isEmpty() ? safe : safe + "\n"));
      out.flush();
    }
  }

  /** As {@link #log}, but only the first line of a topic: the others would say the same again. */
  synchronized void logOnce(String topic, String line) {
    if (said.add(topic)) {
      log(line);
    }
  }

  /** Prints one line on standard error, above the progress bar if there is one. */
  public void log(String line) {
    String whole = Printable.line(line) + "\n";
    String safe = errIsTerminal ? LongLines.broken(whole, columns) : whole;
    synchronized (lock) {
      @Nullable ProgressBar shown = bars.peek();
      tell(errIsTerminal && shown != null ? ERASED + safe + drawn(shown) : safe);
    }
  }

  /**
   * Opens a progress bar; the one before it, if still open, is not shown until this is closed.
   *
   * @param label what is being done, for example {@code encode}
   * @param total number of units; 0 when unknown
   * @param unit what is counted, for example {@code chunks}; empty to show percent alone
   */
  public ProgressBar progress(String label, long total, String unit) {
    synchronized (lock) {
      hide();
      ProgressBar opened = new ProgressBar(this, label, total, unit, System::nanoTime);
      bars.push(opened);
      return opened;
    }
  }

  /** Whether standard error is a terminal. */
  public boolean isInteractive() {
    return errIsTerminal;
  }

  /** Width of the terminal. */
  public int columns() {
    return columns;
  }

  /** Width that a logged line may take; a file has room for everything. */
  int logColumns() {
    return errIsTerminal ? columns : FILE_COLUMNS;
  }

  /** Width that results may take; a file has room for everything. */
  int outColumns() {
    return outIsTerminal ? columns : FILE_COLUMNS;
  }

  /** Whether results may be coloured. */
  boolean outHasColours() {
    return outIsTerminal && System.getenv("NO_COLOR") == null;
  }

  /** What guards this console and the state of its bars. */
  Object lock() {
    return lock;
  }

  void redraw(ProgressBar changed) {
    synchronized (lock) {
      if (changed != bars.peek()) {
        return;
      }
      if (errIsTerminal) {
        tell(drawn(changed));
      } else if (changed.takeTurn(plainEvery)) {
        tell(changed.plain() + "\n");
      }
    }
  }

  void close(ProgressBar closed) {
    synchronized (lock) {
      if (closed == bars.peek()) {
        hide();
      }
      bars.remove(closed);
    }
  }

  private void hide() {
    if (errIsTerminal && !bars.isEmpty()) {
      tell(ERASED);
    }
  }

  private String drawn(ProgressBar shown) {
    return "\r" + shown.line(columns - 1) + "\u001b[K";
  }

  /** Words beside the work; that they cannot be told must not end it. */
  private void tell(String words) {
    try {
      err.write(bytes(words));
      err.flush();
    } catch (IOException e) {
      // There is no other place to say so.
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
