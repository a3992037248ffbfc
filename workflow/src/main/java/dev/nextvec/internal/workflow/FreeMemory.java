package dev.nextvec.internal.workflow;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Memory that this machine can give to whoever asks. */
final class FreeMemory {
  private static final Path LINUX = Path.of("/proc/meminfo");
  private static final String AVAILABLE = "MemAvailable:";

  private FreeMemory() {}

  /** How much, the system's caches included; -1 where nobody says. */
  static long bytes() {
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
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getFreeMemorySize()
        : -1;
  }
}
