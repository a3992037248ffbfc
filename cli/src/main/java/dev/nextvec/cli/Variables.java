package dev.nextvec.cli;

import java.util.List;
import java.util.Set;

/** The environment variables of Nextvec's own, of which some are read by its launcher. */
final class Variables {
  /** The key that a server asks for. */
  static final String API_KEY = "NEXTVEC_API_KEY";

  private static final String PREFIX = "NEXTVEC_";
  private static final List<String> READ =
      List.of(
          API_KEY,
          "NEXTVEC_DATASET_CACHE",
          "NEXTVEC_DATASET_CACHE_LIMIT",
          "NEXTVEC_HEAP",
          "NEXTVEC_JAVA",
          "NEXTVEC_JAVA_OPTS",
          "NEXTVEC_MAVEN_ARGS");

  private Variables() {}

  /**
   * A line for each that reads like a slip, and has no effect.
   *
   * @param set the names that are set
   * @param arguments of the program, which may name others
   */
  static List<String> slips(Set<String> set, List<String> arguments) {
    return set.stream()
        .filter(name -> name.startsWith(PREFIX) && !READ.contains(name))
        .filter(name -> arguments.stream().noneMatch(argument -> argument.contains(name)))
        .sorted()
        .flatMap(
            name ->
                WrongUsageLine.nearest(
                    READ.stream().map(read -> read.substring(PREFIX.length())),
                    name.substring(PREFIX.length()))
                    .map(
                        word ->
                            "warning: nothing reads the environment variable %s (did you mean %s?)"
                                .formatted(name, PREFIX + word))
                    .stream())
        .toList();
  }
}
