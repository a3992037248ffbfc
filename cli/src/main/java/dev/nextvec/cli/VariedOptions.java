package dev.nextvec.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Gives a command the options of a {@link Recipe}, each with any number of values. */
final class VariedOptions implements IModelTransformer {
  private static final String SEED = "--seed"; // varies under a name of its own

  /** Options that cannot vary in a sweep, and why. */
  static final Map<String, String> ONE_VALUE =
      Map.of(
          "--context",
          "runs of other contexts are tested on other windows, and cannot be compared",
          "--dimension",
          "it must be the dataset's");

  @Override
  public CommandSpec transform(CommandSpec command) {
    recipe().forEach(option -> command.addOption(severalValues(option)));
    return command;
  }

  private static List<OptionSpec> recipe() {
    return new CommandLine(new Recipe())
        .getCommandSpec().options().stream()
            .filter(option -> !option.longestName().equals(SEED))
            .toList();
  }

  private static OptionSpec severalValues(OptionSpec option) {
    return OptionSpec.builder(option.names())
        .paramLabel(option.paramLabel())
        .description(option.description())
        .defaultValue(option.defaultValue())
        .userObject(option.userObject())
        .type(List.class)
        .auxiliaryTypes(String.class)
        .splitRegex(",")
        .hideParamSyntax(ONE_VALUE.containsKey(option.longestName()))
        .build();
  }

  /** The values that were typed, by the names of their options. */
  static Map<String, List<String>> given(CommandSpec command) {
    Map<String, List<String>> given = new LinkedHashMap<>();
    for (OptionSpec option : recipe()) {
      String name = option.longestName();
      if (command.commandLine().getParseResult().hasMatchedOption(name)) {
        given.put(name, distinct(name, command.findOption(name).stringValues()));
      }
    }
    return given;
  }

  /**
   * The values, words in one spelling, so that what means the same is one run of one name.
   *
   * @throws WrongUsage if two mean the same
   */
  private static List<String> distinct(String name, List<String> typed) {
    List<String> values = new ArrayList<>();
    Map<Object, String> seen = new HashMap<>();
    for (String value : typed) {
      Object meant = Recipe.meant(name, value);
      String same = seen.putIfAbsent(meant, value);
      if (same != null) {
        throw new WrongUsage(
            "`%s` has the values `%s` and `%s`, which are one: leave one out"
                .formatted(name, same, value));
      }
      values.add(
          meant instanceof Enum<?> word
              ? word.toString().toLowerCase(Locale.ROOT).replace('_', '-')
              : value);
    }
    return List.copyOf(values);
  }

  /** Every combination of one value of each, the last option's next to each other. */
  static List<Map<String, String>> combinations(Map<String, List<String>> values) {
    List<Map<String, String>> all = List.of(Map.of());
    for (Map.Entry<String, List<String>> option : values.entrySet()) {
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> begun : all) {
        for (String value : option.getValue()) {
          Map<String, String> one = new LinkedHashMap<>(begun);
          one.put(option.getKey(), value);
          longer.add(one);
        }
      }
      all = longer;
    }
    return all;
  }
}
