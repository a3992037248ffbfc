package dev.nextvec.internal.workflow;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Memory that whoever asks can have: of this machine, or of the container that holds it. */
final class FreeMemory {
  private static final Path LINUX = Path.of("/proc/meminfo");
  private static final String AVAILABLE = "MemAvailable:";
  private static final Path CONTAINER = Path.of("/sys/fs/cgroup");
  private static final String CACHE = "inactive_file ";

  private FreeMemory() {}

  /** How much, what only keeps files at hand included; -1 where nobody says. */
  static long bytes() {
    long machine = ofMachine();
    OptionalLong container = of(CONTAINER);
    return container.isPresent() && machine >= 0
        ? Math.min(machine, container.getAsLong())
        : machine;
  }

  private static long ofMachine() {
    try {
      for (String line : Files.readAllLines(LINUX)) {
        if (line.startsWith(AVAILABLE)) {
          List<String> words = List.of(line.substring(AVAILABLE.length()).strip().split(" +"));
          return Long.parseLong(words.getFirst()) << 10;
        }
      }
    } catch (IOException e) {
      // not Linux
    }
    boolean counts = System.getProperty("os.name", "").startsWith("Windows"); // macOS: few are free
    return counts
            && ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getFreeMemorySize()
        : -1;
  }

  /**
   * What a control group has left; empty where it has no limit, or there is none.
   *
   * @param group its folder
   */
  static OptionalLong of(Path group) {
    try {
      String most = Files.readString(group.resolve("memory.max")).strip();
      if (most.equals("max")) {
        return OptionalLong.empty();
      }
      long used = Long.parseLong(Files.readString(group.resolve("memory.current")).strip());
      long cache =
          Files.readAllLines(group.resolve("memory.stat")).stream()
              .filter(line -> line.startsWith(CACHE))
              .mapToLong(line -> Long.parseLong(line.substring(CACHE.length()).strip()))
              .sum();
      return OptionalLong.of(Math.max(0, Long.parseLong(most) - used + cache));
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
