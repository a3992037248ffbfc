package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one run of the program inside this process did.
 *
 * @param exit its exit code
 * @param out all of standard output
 * @param err all of standard error
 */
record Invoked(int exit, String out, String err) {

  /** Runs {@code nextvec ARGUMENTS} with standard error not a terminal. */
  static Invoked nextvec(String... arguments) {
    return nextvec(new StopSignal(), arguments);
  }

  /** Runs {@code nextvec ARGUMENTS} under a stop signal that the test may raise. */
  static Invoked nextvec(StopSignal stop, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console = new Console(stream(out), stream(err), false, 80, false, Duration.ofDays(1));
    int exit = Main.run(console, stop, arguments);
    return new Invoked(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Runs {@code nextvec WORDS}, paths and numbers among them. */
  static Invoked call(Object... words) {
    return nextvec(Stream.of(words).map(Object::toString).toArray(String[]::new));
  }

  /** The same, which must end well. */
  static Invoked done(Object... words) {
    Invoked called = call(words);
    assertThat(called.exit()).as(called.err()).isZero();
    return called;
  }

  /**
   * What asks a training for no speed, which takes longer than all else in a test; where nothing is
   * tested, none is measured.
   *
   * @param more what the training is told besides
   */
  static List<String> noSpeed(String... more) {
    return List.of(more).contains("--no-test") ? List.of() : List.of("--speed-seconds=0");
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
