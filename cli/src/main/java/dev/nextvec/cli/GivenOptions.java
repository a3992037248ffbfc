package dev.nextvec.cli;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Which options were typed, though their value may be the one they have anyway.
 *
 * @param command as picocli gave it to the command; absent where no line was parsed
 */
record GivenOptions(@Nullable CommandSpec command) {

  /**
   * Refuses options that have no effect.
   *
   * @param why what they would need, as the end of a sentence
   * @param names of the options
   */
  void refuse(String why, List<String> names) {
    Optional<String> given = names.stream().filter(this::has).findFirst();
    if (given.isPresent()) {
      throw new WrongUsage("`%s` %s: leave it out".formatted(given.get(), why));
    }
  }

  /**
   * The same of all options of a {@link Mixin}.
   *
   * @param but those that have an effect all the same
   */
  void refuseAllOf(Object mixin, String why, String... but) {
    refuse(why, names(mixin).filter(name -> !List.of(but).contains(name)).toList());
  }

  /** Whether any option of a {@link Mixin} was typed. */
  boolean hasAnyOf(Object mixin) {
    return names(mixin).anyMatch(this::has);
  }

  private static Stream<String> names(Object mixin) {
    return CommandSpec.forAnnotatedObject(mixin).options().stream().map(OptionSpec::longestName);
  }

  boolean has(String option) {
    return command != null && command.commandLine().getParseResult().hasMatchedOption(option);
  }
}
