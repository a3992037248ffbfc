package dev.nextvec.benchmarks;

import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.train.GlooExchange;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Two processes that do the same work together, by Gloo; the first starts the second. They meet on
 * loopback, or at the addresses {@code -Dpair.first} and {@code -Dpair.second}, the second process
 * being started by the command {@code -Dpair.by} (as {@code benchmarks/on-a-wire} does).
 */
final class Pair {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String FIRST = System.getProperty("pair.first", LOOPBACK);
  private static final String SECOND = System.getProperty("pair.second", LOOPBACK);
  private static final String BY = System.getProperty("pair.by", "");
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private Pair() {}

  /** What each of them does. */
  @FunctionalInterface
  interface Work {
    void run(List<String> arguments, GlooExchange exchange) throws IOException;
  }

  /**
   * Does the work, in both.
   *
   * @param main the class that calls this from its {@code main}
   * @param arguments those of a program; the second process has one more
   * @param own how many the program has
   * @throws IllegalArgumentException if there are fewer or more
   */
  static void run(Class<?> main, String[] arguments, int own, Work work) throws IOException {
    List<String> words = Arrays.asList(arguments);
    if (words.size() != own && words.size() != own + 1) {
      throw new IllegalArgumentException(
          "%s takes %d arguments but was given %d"
              .formatted(main.getSimpleName(), own, words.size()));
    }
    Libtorch.start(Device.CPU, 1);
    if (words.size() > own) {
      int port = Integer.parseInt(words.get(own));
      try (GlooExchange exchange =
          GlooExchange.join(FIRST, port, "the second", SECOND, 1, 2, PATIENCE)) {
        work.run(words, exchange);
      }
      return;
    }
    GlooExchange.Meeting meeting = GlooExchange.open(FIRST, PATIENCE);
    Process second = second(main, words, meeting.port());
    try (GlooExchange exchange = GlooExchange.first(meeting, "the first", FIRST, 2, PATIENCE)) {
      work.run(words, exchange);
    } finally {
      second.destroyForcibly();
    }
  }

  private static Process second(Class<?> main, List<String> arguments, int port)
      throws IOException {
    List<String> command = new ArrayList<>(BY.isEmpty() ? List.of() : List.of(BY.split(" ", -1)));
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(main.getName());
    command.addAll(arguments);
    command.add(Integer.toString(port));
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
