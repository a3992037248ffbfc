package dev.nextvec.cli;

import dev.nextvec.internal.file.Addresses;
import dev.nextvec.progress.Stopped;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** One run of the program: parse, run one command, print its outcome or its failure. */
final class Invocation {
  static final int FAILED = 1;
  static final int WRONG_USAGE = 2;

  private final Console console;
  private final StopSignal stop;
  private final List<String> arguments;
  private final GlobalOptions options = new GlobalOptions();

  Invocation(Console console, StopSignal stop, List<String> arguments) {
    this.console = console;
    this.stop = stop;
    this.arguments = helpAsOption(arguments);
  }

  /** Whatever a command throws, errors included, ends here in one line. */
  int execute() {
    try {
      requireOpen();
    } catch (IllegalArgumentException secret) {
      return fail(WRONG_USAGE, String.valueOf(secret.getMessage()), secret);
    }
    try {
      CommandLine line = commandLine();
      ParseResult parsed = line.parseArgs(arguments.toArray(String[]::new));
      return run(parsed);
    } catch (ParameterException wrong) {
      return fail(WRONG_USAGE, usageMessage(wrong), wrong);
    } catch (ResultsLost lost) {
      return lost.isUnwanted()
          ? ResultsLost.UNWANTED
          : fail(FAILED, String.valueOf(lost.getMessage()), lost);
    } catch (Throwable failure) {
      return Stopped.behind(failure)
          .map(stopped -> fail(StopSignal.EXIT, String.valueOf(stopped.getMessage()), stopped))
          .orElseGet(() -> fail(FAILED, FailureLine.of(failure), failure));
    }
  }

  /**
   * Whatever is said later may repeat a word; services of pages have ways of their own, and an
   * encoder's address is one of a service or none.
   */
  private void requireOpen() {
    String option = "";
    for (String word : arguments) {
      boolean begins = word.startsWith("--");
      String value = begins ? word.substring(word.indexOf('=') + 1) : word;
      option = begins ? word.replaceFirst("(?s)=.*", "") : option;
      if (!option.equals(EncoderOptions.NAME) && !Addresses.isPage(value)) {
        Addresses.requireOpen(value);
      }
      option = begins && !word.contains("=") ? option : "";
    }
  }

  private int run(ParseResult parsed) throws Exception {
    CommandLine asked = deepest(parsed).commandSpec().commandLine();
    if (options.help) {
      refuseUnknownCommand(asked);
      if (asked.getCommand() instanceof Command) {
        OptionValues.describe(asked.getCommandSpec());
      }
      ResultsLost.unlessPrinted(console, asked.getUsageMessage());
      return 0;
    }
    if (options.version) {
      return print(new VersionCommand().run(console, stop));
    }
    if (asked.getCommand() instanceof Command command) {
      return print(outcome(asked, command));
    }
    throw new ParameterException(asked, "say which command to run");
  }

  /** Whoever asks for the help of a command that is none learns that, not what all others do. */
  private static void refuseUnknownCommand(CommandLine asked) {
    List<String> unknown = asked.getParseResult().unmatched();
    boolean word = !unknown.isEmpty() && !unknown.getFirst().startsWith("-");
    if (word && !(asked.getCommand() instanceof Command)) {
      throw new UnmatchedArgumentException(asked, unknown);
    }
  }

  private Outcome outcome(CommandLine asked, Command command) throws Exception {
    OptionValues.check(asked.getParseResult());
    try {
      return command.run(console, stop);
    } catch (WrongUsage wrong) {
      throw new ParameterException(asked, String.valueOf(wrong.getMessage()), wrong);
    } catch (Exception failure) {
      if (Stopped.behind(failure).isPresent()) {
        throw new Stopped(command.stopped(), failure);
      }
      throw failure;
    }
  }

  private int print(Outcome outcome) {
    String text = options.json ? outcome.json().get().toString() : outcome.text().get();
    ResultsLost.unlessPrinted(console, text);
    int exit = outcome.exit();
    for (ReportFile file : outcome.files()) {
      try {
        file.write();
        console.log("Written: " + file.path());
      } catch (IOException e) { // each is tried; the result itself is out already
        console.log("nextvec: " + FailureLine.of(e));
        exit = FAILED;
      }
    }
    return exit;
  }

  /** What repeats words that nobody knows, which may be secrets, without them. */
  private static Stream<String> trace(Throwable failure) {
    if (failure instanceof UnmatchedArgumentException) {
      return Stream.concat(
          Stream.of(failure.getClass().getName()),
          Arrays.stream(failure.getStackTrace()).map(frame -> "\tat " + frame));
    }
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    return trace.toString().lines();
  }

  private int fail(int exit, String message, Throwable failure) {
    if (options.verbose || arguments.contains("--verbose")) {
      trace(failure).forEach(console::log);
    }
    console.log("nextvec: " + message);
    boolean json = options.json || arguments.contains("--json");
    if (json && !(failure instanceof ResultsLost)) {
      printError(message);
    }
    return exit;
  }

  /** The exit code says already that the command failed. */
  private void printError(String message) {
    try {
      console.print(JsonText.error(message));
    } catch (IOException e) {
      console.log("nextvec: " + FailureLine.of(e));
    }
  }

  /** {@code help train} is {@code train --help}. */
  private static List<String> helpAsOption(List<String> arguments) {
    return !arguments.isEmpty() && arguments.getFirst().equals("help")
        ? Stream.concat(arguments.stream().skip(1), Stream.of("--help")).toList()
        : arguments;
  }

  private static ParseResult deepest(ParseResult parsed) {
    ParseResult at = parsed;
    while (at.hasSubcommand()) {
      at = at.subcommand();
    }
    return at;
  }

  /** A file whose name begins as an option does must be typed in another way. */
  private String likeAnOption() {
    return arguments.stream()
        .filter(word -> word.matches("-[\\w@%+=:,./~-]+") && Files.exists(Path.of(word)))
        .findFirst()
        .map(name -> " (the file `%s` must be typed as `./%s`)".formatted(name, name))
        .orElse("");
  }

  private String usageMessage(ParameterException wrong) {
    CommandSpec command = wrong.getCommandLine().getCommandSpec();
    Optional<String> unknown =
        wrong instanceof MissingParameterException ? unknownOption(command) : Optional.empty();
    String what =
        unknown
            .map(word -> WrongUsageLine.unknownOption(word, command))
            .orElseGet(() -> WrongUsageLine.of(wrong));
    return what + likeAnOption() + "; see `" + command.qualifiedName() + " --help`";
  }

  /** A word that the command takes for an option but does not know: the cause of what it misses. */
  private Optional<String> unknownOption(CommandSpec command) {
    return arguments.stream()
        .filter(word -> word.matches("-[^-\\d.].*|--.+"))
        .filter(word -> !command.optionsMap().containsKey(word.replaceFirst("=.*", "")))
        .findFirst();
  }

  private CommandLine commandLine() {
    CommandLine root = new CommandLine(options);
    for (Commands.Entry entry : Commands.all()) {
      root.addSubcommand(
          entry.name(),
          switch (entry) {
            case Commands.Leaf leaf -> leaf(leaf, called(0, leaf.name()));
            case Commands.Group group -> group(group);
          });
    }
    root.registerConverter(Path.class, new TypedPath());
    root.setUsageHelpWidth(Math.clamp(console.columns(), 60, 100));
    root.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setAbbreviatedOptionsAllowed(false);
    return root;
  }

  private CommandLine group(Commands.Group group) {
    CommandLine line = stub(group.name(), group.summary());
    boolean called = called(0, group.name());
    for (Commands.Leaf leaf : group.commands()) {
      line.addSubcommand(leaf.name(), leaf(leaf, called && called(1, leaf.name())));
    }
    return line;
  }

  private static CommandLine leaf(Commands.Leaf leaf, boolean called) {
    return called ? new CommandLine(leaf.command().get()) : stub(leaf.name(), leaf.summary());
  }

  private static CommandLine stub(String name, String summary) {
    CommandSpec spec = CommandSpec.create().name(name);
    spec.usageMessage().description(summary);
    return new CommandLine(spec);
  }

  /** Whether the word at {@code depth}, options not counted, is {@code name}. */
  private boolean called(int depth, String name) {
    @Nullable String word =
        arguments.stream().filter(a -> !a.startsWith("-")).skip(depth).findFirst().orElse(null);
    return name.equals(word);
  }
}
