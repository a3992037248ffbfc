package dev.nextvec.provenance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The model of the processor, as its system calls it. */
final class Processor {
  static final String MODEL = model();

  private Processor() {}

  private static String model() {
    return linux()
        .or(Processor::mac)
        .or(() -> Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER")))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .orElse(Environment.UNKNOWN);
  }

  private static Optional<String> linux() {
    Path file = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> mac() {
    if (!System.getProperty("os.name").startsWith("Mac")) {
      return Optional.empty();
    }
    try {
      Process process =
          new ProcessBuilder(List.of("/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string")).start();
      if (!process.waitFor(2, TimeUnit.SECONDS)) {
        process.destroy();
        return Optional.empty();
      }
      return Optional.of(new String(process.getInputStream().readAllBytes()));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
