package dev.nextvec.cli;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with what was typed, in the words that all messages have. */
final class WrongUsageLine {
  private static final Pattern INVALID =
      Pattern.compile(
          "Invalid value for (?:option '[^']*'|positional parameter at index \\S+ \\(.*?\\))"
              + "(?: \\(.*?\\))?: (?<why>.*)");
  private static final Pattern CHOICES =
      Pattern.compile("expected one of \\[(.*?)] \\(case-insensitive\\) but was '(.*)'");

  private static final Pattern NO_PAIR =
      Pattern.compile("Value for .* should be in KEY=VALUE.*format but was (.*)");

  private WrongUsageLine() {}

  /** One line. */
  static String of(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched);
    }
    if (wrong.getArgSpec() instanceof OptionSpec option
        && wrong.getValue() != null
        && OptionValues.isNumber(option)) {
      return OptionValues.message(option, wrong.getValue());
    }
    String message = FailureLine.firstLine(wrong.getMessage());
    if (wrong instanceof OverwrittenOptionException twice) {
      return name(twice.getOverwritten()) + " is given twice";
    }
    if (wrong instanceof MissingParameterException missing) {
      return missing(missing, message);
    }
    ArgSpec argument = wrong.getArgSpec();
    if (argument == null) {
      return message;
    }
    return invalid(argument, message);
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option
        ? "`" + option.longestName() + "`"
        : "`" + argument.paramLabel() + "`";
  }

  private static String missing(MissingParameterException missing, String message) {
    if (missing.getMissing().isEmpty()) {
      return message;
    }
    String names =
        missing.getMissing().stream()
            .map(WrongUsageLine::name)
            .collect(Collectors.joining(" and "));
    if (message.contains(" for option ")) {
      return names + " needs a value: " + missing.getMissing().getFirst().paramLabel();
    }
    return names + (missing.getMissing().size() == 1 ? " is missing" : " are missing");
  }

  private static String invalid(ArgSpec argument, String message) {
    Matcher pair = NO_PAIR.matcher(message);
    if (pair.matches()) {
      return "%s must be %s but was `%s`"
          .formatted(name(argument), argument.paramLabel(), pair.group(1));
    }
    Matcher invalid = INVALID.matcher(message);
    if (!invalid.matches()) {
      return message;
    }
    String why = invalid.group("why");
    Matcher choices = CHOICES.matcher(why);
    return choices.matches()
        ? "%s must be one of %s but was `%s`"
            .formatted(name(argument), asTyped(choices.group(1)), choices.group(2))
        : name(argument) + ": " + why;
  }

  /** Choices as one types them, where picocli lists names of constants. */
  private static String asTyped(String constants) {
    return Arrays.stream(constants.split(", "))
        .map(choice -> choice.toLowerCase(Locale.ROOT).replace('_', '-'))
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static String unmatched(UnmatchedArgumentException unmatched) {
    boolean takesCommand = !(unmatched.getCommandLine().getCommand() instanceof Command);
    String kind =
        unmatched.isUnknownOption()
            ? "unknown option"
            : takesCommand ? "unknown command" : "unexpected argument";
    String first = unmatched.getUnmatched().getFirst();
    String typed = unmatched.isUnknownOption() ? name(first) : first;
    Stream<String> known =
        unmatched.isUnknownOption()
            ? options(unmatched.getCommandLine().getCommandSpec())
            : unmatched.getSuggestions().stream();
    return "%s `%s`%s".formatted(kind, typed, meant(known, typed));
  }

  /** What is said of an option that a command does not have. */
  static String unknownOption(String typed, CommandSpec command) {
    String name = name(typed);
    return "unknown option `%s`%s".formatted(name, meant(options(command), name));
  }

  /** Without its value, which may be a secret. */
  private static String name(String typed) {
    return typed.replaceFirst("(?s)=.*", "");
  }

  private static Stream<String> options(CommandSpec command) {
    return command.optionsMap().keySet().stream();
  }

  private static String meant(Stream<String> known, String name) {
    return nearest(known, name).map(word -> " (did you mean `" + word + "`?)").orElse("");
  }

  /** The word that a name is a slip of, if it is one. */
  static Optional<String> nearest(Stream<String> known, String name) {
    return known
        .filter(word -> isSlipOf(word, name))
        .min(Comparator.comparingInt(word -> apart(word, name)));
  }

  /** Whether few letters need be added, left out or changed: picocli suggests anything. */
  private static boolean isSlipOf(String word, String typed) {
    int letters = apart(word, typed);
    return letters > 0
        && letters <= Math.max(2, word.length() / 3)
        && 2 * letters <= typed.length()
        && typed.length() > 2; // of `-x` nobody knows what was meant
  }

  /** How many letters must be added, left out or changed. */
  private static int apart(String word, String typed) {
    int[] row = IntStream.rangeClosed(0, word.length()).toArray();
    for (int i = 1; i <= typed.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= word.length(); j++) {
        int change = diagonal + (typed.charAt(i - 1) == word.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[word.length()];
  }
}
