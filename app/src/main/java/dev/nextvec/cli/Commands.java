package dev.nextvec.cli;

import java.util.List;
import java.util.function.Supplier;

/**
 * The commands there are. A command's class is loaded only when it is called or asked for help, so
 * that the program starts fast however many there are.
 */
final class Commands {
  private Commands() {}

  /** A name at one level of the command line: a command, or a group of commands. */
  sealed interface Entry {
    String name();

    String summary();
  }

  /** A command that runs. */
  record Leaf(String name, String summary, Supplier<Command> command) implements Entry {}

  /** A name with commands below it. */
  record Group(String name, String summary, List<Leaf> commands) implements Entry {}

  static List<Entry> all() {
    return List.of();
  }
}
