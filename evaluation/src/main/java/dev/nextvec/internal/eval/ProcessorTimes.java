package dev.nextvec.internal.eval;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Readings of the machine's clocks. Two of them tell what else it did between them: how long this
 * thread stood in line for a processor, and how much the processors did that was not this
 * process's, which includes what the host of a virtual machine took away. Linux counts both (in
 * {@code /proc}); elsewhere they read zero, and only the spread of the measured times can tell.
 *
 * @param wall time, in nanoseconds
 * @param waited time that this thread could have run but had no processor, in nanoseconds
 * @param own processor time of this process, in nanoseconds
 * @param busy processor time of everything, in nanoseconds
 * @param total processor time that there was, in nanoseconds
 */
record ProcessorTimes(long wall, long waited, long own, long busy, long total) {
  private static final Path THREAD = Path.of("/proc/thread-self/schedstat");
  private static final Path MACHINE = Path.of("/proc/stat");
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int IDLE = 3;
  private static final int WAITING_FOR_DISKS = 4;
  private static final int STOLEN = 7;

  /** A reading for the calling thread. */
  static ProcessorTimes now() {
    long busy = 0;
    long total = 0;
    String[] ticks = firstLine(MACHINE).replaceFirst("^cpu +", "").split(" ");
    for (int i = 0; i <= STOLEN && i < ticks.length && !ticks[i].isEmpty(); i++) {
      long time = TICK * Long.parseLong(ticks[i]);
      total += time;
      busy += i == IDLE || i == WAITING_FOR_DISKS ? 0 : time;
    }
    String[] thread = firstLine(THREAD).split(" ");
    long waited = thread.length > 1 ? Long.parseLong(thread[1]) : 0;
    return new ProcessorTimes(System.nanoTime(), waited, processTime(), busy, total);
  }

  private static long processTime() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? Math.max(0, system.getProcessCpuTime())
        : 0;
  }

  private static String firstLine(Path file) {
    try (var lines = Files.lines(file)) {
      return lines.findFirst().orElse("");
    } catch (IOException | java.io.UncheckedIOException e) {
      return "";
    }
  }

  /** Share of the time since {@code before} that this thread stood in line. */
  double waitingSince(ProcessorTimes before) {
    return share(waited - before.waited, wall - before.wall);
  }

  /** Share of all processors' time since {@code before} that others took. */
  double othersSince(ProcessorTimes before) {
    return share((busy - before.busy) - (own - before.own), total - before.total);
  }

  private static double share(long part, long whole) {
    return whole <= 0 ? 0 : Math.clamp((double) part / whole, 0, 1);
  }
}
