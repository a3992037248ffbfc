package dev.nextvec.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** How one network is made and trained: the options of {@code train} that may vary in a sweep. */
final class Recipe {
  @Mixin ArchitectureOptions sizes = new ArchitectureOptions();
  @Mixin TrainingOptions training = new TrainingOptions();

  /**
   * Reads values as they are typed.
   *
   * @param values by the names of options; what is not there is the specification's
   * @throws WrongUsage naming an option, and the value that it does not take
   */
  static Recipe of(Map<String, String> values) {
    Recipe recipe = new Recipe();
    CommandLine line = line(recipe);
    String[] words =
        values.entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .toArray(String[]::new);
    try {
      OptionValues.check(line.parseArgs(words));
    } catch (ParameterException wrong) {
      throw new WrongUsage(WrongUsageLine.of(wrong));
    }
    return recipe;
  }

  /**
   * What a value of an option means, however it is spelled.
   *
   * @throws WrongUsage if the option does not take it
   */
  static Object meant(String option, String value) {
    CommandLine line = line(new Recipe());
    try {
      line.parseArgs(option + "=" + value);
    } catch (ParameterException wrong) {
      throw new WrongUsage(WrongUsageLine.of(wrong));
    }
    return line.getCommandSpec().findOption(option).getValue();
  }

  private static CommandLine line(Recipe recipe) {
    CommandLine line = new CommandLine(recipe);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    return line;
  }
}
