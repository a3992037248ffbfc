package dev.nextvec.cli;

import java.util.Arrays;
import java.util.Locale;

/** Where the program starts: {@code nextvec COMMAND OPTIONS}. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code: 0 done, 1 failed, 2 wrong usage. */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // numbers look the same everywhere
    Console console = Console.ofProcess();
    Variables.slips(System.getenv().keySet(), Arrays.asList(arguments)).forEach(console::log);
    StopSignal stop = StopSignal.install(console::log);
    int exit = run(console, stop, arguments);
    stop.end(exit);
  }

  /**
   * Runs one command inside this process.
   *
   * @param console where output goes
   * @param stop asks a long command to save what it has and return
   * @param arguments as typed, without the program's name
   * @return the exit code
   */
  public static int run(Console console, StopSignal stop, String... arguments) {
    return new Invocation(console, stop, Arrays.asList(arguments)).execute();
  }
}
