package dev.nextvec.cli;

import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Holds the numbers of a command's options to their {@link Bounds}, and its words to be there. */
final class OptionValues {
  private OptionValues() {}

  /**
   * Checks what was typed.
   *
   * @throws ParameterException naming the option, its bounds and the value
   */
  static void check(ParseResult parsed) {
    for (OptionSpec option : parsed.matchedOptions()) {
      checkList(option, parsed);
      checkPairs(option, parsed);
      if (values(option).stream().anyMatch(v -> v instanceof String word && word.isBlank())) {
        throw new ParameterException(
            parsed.commandSpec().commandLine(),
            "`%s` must not be empty: give it a value, or leave it out"
                .formatted(option.longestName()));
      }
      Optional<Bounds> bounds = bounds(option);
      if (bounds.isPresent()) {
        int at = 0;
        for (Object value : values(option)) {
          if (value instanceof Number number && !holds(bounds.get(), number.doubleValue())) {
            throw new ParameterException(
                parsed.commandSpec().commandLine(),
                message(option, option.originalStringValues().get(at)));
          }
          at++;
        }
      }
    }
  }

  /** A list that ends in a comma, or says the same twice, was meant to say something else. */
  private static void checkList(OptionSpec option, ParseResult parsed) {
    if (option.splitRegex().isEmpty()) {
      return;
    }
    for (String typed : option.originalStringValues()) {
      if (!typed.isBlank() && List.of(typed.split(option.splitRegex(), -1)).contains("")) {
        throw new ParameterException(
            parsed.commandSpec().commandLine(),
            "`%s` has an empty value in `%s`: separate values by one comma"
                .formatted(option.longestName(), typed));
      }
    }
    Set<Object> seen = new HashSet<>();
    int at = 0;
    for (Object value : values(option)) { // not as it is typed: `AMN` is `amn`
      if (!seen.add(value instanceof String word ? asNumber(word) : value)) {
        throw new ParameterException(
            parsed.commandSpec().commandLine(),
            "`%s` has the value `%s` twice"
                .formatted(option.longestName(), option.stringValues().get(at)));
      }
      at++;
    }
  }

  /** Of two values of one key picocli keeps the last, without a word. */
  private static void checkPairs(OptionSpec option, ParseResult parsed) {
    if (!option.isMultiValue() || !(option.getValue() instanceof Map<?, ?>)) {
      return;
    }
    Set<String> keys = new HashSet<>();
    for (String pair : option.originalStringValues()) {
      String key = pair.replaceFirst("(?s)=.*", "");
      if (key.isBlank()) {
        throw new ParameterException(
            parsed.commandSpec().commandLine(),
            "`%s` must be %s but was `%s`"
                .formatted(option.longestName(), option.paramLabel(), pair));
      }
      if (!keys.add(key)) {
        throw new ParameterException(
            parsed.commandSpec().commandLine(),
            "`%s` is given twice for `%s`: give one value".formatted(option.longestName(), key));
      }
    }
  }

  /** One spelling of each number; any other word as it is. */
  private static String asNumber(String value) {
    try {
      return new BigDecimal(value).stripTrailingZeros().toString();
    } catch (NumberFormatException word) {
      return value;
    }
  }

  private static Collection<?> values(OptionSpec option) {
    Object value = option.getValue();
    return value == null ? List.of() : value instanceof Collection<?> all ? all : List.of(value);
  }

  /** Whether the values of an option are numbers. */
  static boolean isNumber(ArgSpec option) {
    Class<?> type = option.auxiliaryTypes()[0];
    return type.isPrimitive() && type != boolean.class || Number.class.isAssignableFrom(type);
  }

  /** What is said of an option whose value is no number, or no number that it takes. */
  static String message(OptionSpec option, String value) {
    Class<?> type = option.auxiliaryTypes()[0];
    boolean fraction = type == double.class || type == Double.class;
    String bounds = bounds(option).map(each -> " " + words(each)).orElse("");
    return "`%s` must be a %s%s but was `%s`"
        .formatted(option.longestName(), fraction ? "number" : "whole number", bounds, value);
  }

  /** Not a number lies between no bounds. */
  private static boolean holds(Bounds bounds, double value) {
    boolean low = bounds.above() ? value > bounds.from() : value >= bounds.from();
    boolean high = bounds.below() ? value < bounds.to() : value <= bounds.to();
    return low && high;
  }

  /** The bounds of an option, if it has a number for a value. */
  static Optional<Bounds> bounds(ArgSpec option) {
    return option.userObject() instanceof Field field
        ? Optional.ofNullable(field.getAnnotation(Bounds.class))
        : Optional.empty();
  }

  private static String words(Bounds bounds) {
    if (bounds.above() || bounds.below()) {
      return "%s %s and %s %s"
          .formatted(
              bounds.above() ? "above" : "at least",
              number(bounds.from()),
              bounds.below() ? "below" : "at most",
              number(bounds.to()));
    }
    return "from %s to %s".formatted(number(bounds.from()), number(bounds.to()));
  }

  private static String number(double bound) {
    return new DecimalFormat("#,##0.######", DecimalFormatSymbols.getInstance(Locale.ROOT))
        .format(bound);
  }

  /** Lets the help of a command name the bounds of its options, and begin with what is needed. */
  static void describe(CommandSpec command) {
    command.usageMessage().customSynopsis(synopsis(command));
    for (OptionSpec option : List.copyOf(command.options())) {
      Optional<Bounds> bounds = bounds(option);
      command.remove(option);
      command.addOption(bounds.isEmpty() ? option : described(option, bounds.get()));
    }
  }

  private static String synopsis(CommandSpec command) {
    StringBuilder usage = new StringBuilder(command.qualifiedName());
    for (PositionalParamSpec each : command.positionalParameters()) {
      String words = each.paramLabel() + (each.arity().max() > 1 ? "..." : "");
      usage.append(' ').append(each.arity().min() > 0 ? words : "[" + words + "]");
    }
    for (OptionSpec option : command.options().stream().filter(OptionSpec::required).toList()) {
      String label = option.paramLabel();
      usage.append(' ').append(option.longestName()).append('=');
      usage.append(label.contains("|") ? "..." : label);
    }
    return usage.append(" [OPTIONS]").toString();
  }

  private static OptionSpec described(OptionSpec option, Bounds bounds) {
    String text = String.join(" ", option.description());
    int at = text.lastIndexOf(" (default:");
    String words = ", " + words(bounds);
    String told = at < 0 ? text + words : text.substring(0, at) + words + text.substring(at);
    return OptionSpec.builder(option).description(told.replace("%", "%%")).build();
  }
}
