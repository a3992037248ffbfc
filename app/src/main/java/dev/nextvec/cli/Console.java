package dev.nextvec.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a command's words go: results to standard output, everything else to standard error. A
 * progress bar lives at the foot of standard error while that is a terminal; lines logged meanwhile
 * appear above it.
 */
public final class Console {
  private static final int FILE_COLUMNS = 200;

  private final PrintStream out;
  private final PrintStream err;
  private final boolean errIsTerminal;
  private final int columns;
  private final boolean outIsTerminal;
  private final Set<String> said = new HashSet<>();
  private @Nullable ProgressBar bar;

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
      PrintStream out, PrintStream err, boolean errIsTerminal, int columns, boolean outIsTerminal) {
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
    return new Console(
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        columns != null,
        columns == null ? 80 : columns,
        Boolean.getBoolean("nextvec.terminal.out"));
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** Prints a result on standard output. */
  public synchronized void print(String text) {
    hideBar();
    out.print(text.endsWith("\n") || text.isEmpty() ? text : text + "\n");
    out.flush();
  }

  /** As {@link #log}, but only the first line of a topic: the others would say the same again. */
  synchronized void logOnce(String topic, String line) {
    if (said.add(topic)) {
      log(line);
    }
  }

  /** Prints one line on standard error, above the progress bar if there is one. */
  public synchronized void log(String line) {
    hideBar();
    err.print(line + "\n");
    err.flush();
    if (bar != null) {
      draw(bar.line(columns - 1));
    }
  }

  /**
   * Opens a progress bar; the one before it, if still open, is replaced.
   *
   * @param label what is being done, for example {@code encode}
   * @param total number of units; 0 when unknown
   * @param unit what is counted, for example {@code chunks}; empty to show percent alone
   */
  public synchronized ProgressBar progress(String label, long total, String unit) {
    hideBar();
    ProgressBar opened = new ProgressBar(this, label, total, unit, System::nanoTime);
    bar = opened;
    return opened;
  }

  /** Whether standard error is a terminal. */
  public boolean isInteractive() {
    return errIsTerminal;
  }

  /** Width of the terminal. */
  public int columns() {
    return columns;
  }

  /** Width that results may take; a file has room for everything. */
  int outColumns() {
    return outIsTerminal ? columns : FILE_COLUMNS;
  }

  /** Whether results may be coloured. */
  boolean outHasColours() {
    return outIsTerminal && System.getenv("NO_COLOR") == null;
  }

  synchronized void redraw(ProgressBar changed) {
    if (changed == bar) {
      draw(changed.line(columns - 1));
    }
  }

  synchronized void close(ProgressBar closed) {
    if (closed == bar) {
      hideBar();
      bar = null;
    }
  }

  private void draw(String line) {
    if (errIsTerminal) {
      err.print("\r" + line + "\u001b[K");
      err.flush();
    }
  }

  private void hideBar() {
    if (errIsTerminal && bar != null) {
      err.print("\r\u001b[K");
      err.flush();
    }
  }
}
