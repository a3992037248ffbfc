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
}
