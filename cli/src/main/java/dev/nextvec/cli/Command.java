package dev.nextvec.cli;

/** One command of the program; its fields are its options. */
@FunctionalInterface
public interface Command {

  /**
   * Does the work. Bad arguments and bad content are IllegalArgumentException, files that cannot be
   * read or written IOException; both carry one line for the user.
   *
   * @param console for progress and remarks; results are returned, not printed
   * @param stop asked between steps
   */
  Outcome run(Console console, StopSignal stop) throws Exception;

  /**
   * What is said where the work was stopped: what is kept of it, and how it goes on. Asked of the
   * command that was stopped; unless it says otherwise, it has to begin anew.
   */
  default String stopped() {
    return "stopped; nothing unfinished is left: the same command begins anew";
  }

  /** The same of a command that tests one thing after the other. */
  static String stoppedInTests() {
    return "stopped; tests that were finished are kept: run the same command again for the rest";
  }
}
