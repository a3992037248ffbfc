package dev.nextvec.internal.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The workers of a training, as each of them sees the others: what one decides or does for all.
 * Every worker calls the same methods in the same order.
 *
 * @param exchange adds numbers of all
 * @param silence longest time without a word from the first while others wait for its work
 */
record Crew(GradientExchange exchange, Duration silence) {
  private static final double DONE = 1;
  private static final double FAILED = 2;

  Crew(GradientExchange exchange) {
    this(exchange, Duration.ofSeconds(5));
  }

  /** Something that is written or read. */
  @FunctionalInterface
  interface Work {
    void run() throws IOException;
  }

  /** Something that is written or read, and what comes of it. */
  @FunctionalInterface
  interface Finding {
    String find() throws IOException;
  }

  boolean isFirst() {
    return exchange.rank() == 0;
  }

  boolean isAlone() {
    return exchange.workers() == 1;
  }

  /** Whether any worker says so; all are answered the same. */
  boolean any(boolean here) {
    double[] said = {here ? 1 : 0};
    exchange.sum(said);
    return said[0] > 0;
  }

  /** Gives all the first worker's numbers. */
  void fromFirst(Tensor values) {
    if (isAlone()) {
      return;
    }
    if (!isFirst()) {
      values.zero_();
    }
    exchange.sum(values);
  }

  /** Gives all the first worker's words. */
  String fromFirst(String words) {
    if (isAlone()) {
      return words;
    }
    byte[] own = isFirst() ? words.getBytes(StandardCharsets.UTF_8) : new byte[0];
    double[] length = {own.length};
    exchange.sum(length);
    double[] numbers = new double[(int) length[0]];
    for (int i = 0; i < own.length; i++) {
      numbers[i] = own[i];
    }
    if (numbers.length > 0) {
      exchange.sum(numbers);
    }
    byte[] all = new byte[numbers.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) numbers[i];
    }
    return new String(all, StandardCharsets.UTF_8);
  }

  /**
   * Makes sure that a worker has what the first has.
   *
   * @param facts names with their values
   * @throws IllegalStateException naming what is other here
   */
  void requireSame(List<String> facts) {
    List<String> wanted = List.of(fromFirst(String.join("\n", facts)).split("\n", -1));
    for (int i = 0; i < Math.min(wanted.size(), facts.size()); i++) {
      if (!wanted.get(i).equals(facts.get(i))) {
        throw new IllegalStateException(
            "this worker has %s, and the first worker %s: all must have the same"
                .formatted(facts.get(i), wanted.get(i)));
      }
    }
  }

  /**
   * The first worker alone does something, however long it takes; the others wait.
   *
   * @throws SharedFailure for all, with the first's words, where there are others
   */
  void byFirst(Work work) throws IOException {
    find(
        () -> {
          work.run();
          return "";
        });
  }

  /** The same with something that all are told. */
  String find(Finding finding) throws IOException {
    if (isAlone()) {
      return finding.find();
    }
    if (!isFirst()) {
      return await();
    }
    try (Waiting others = new Waiting(exchange, silence)) {
      String found;
      try {
        found = finding.find();
      } catch (IOException | RuntimeException e) {
        others.end(FAILED);
        String words = String.valueOf(e.getMessage());
        throw new SharedFailure(fromFirst(words), e);
      }
      others.end(DONE);
      return fromFirst(found);
    }
  }

  private String await() throws IOException {
    double[] said = {Waiting.WORKING};
    while (said[0] == Waiting.WORKING) {
      exchange.sum(said);
    }
    String words = fromFirst("");
    if (said[0] == FAILED) {
      throw new SharedFailure(words, null);
    }
    return words;
  }
}
