package dev.nextvec.compare;

import dev.nextvec.provenance.Provenance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts runs that differ only in their seed into one row. */
final class SeedGroups {
  private SeedGroups() {}

  /**
   * Groups results of one data set and split, in order of their first appearance. Runs of one
   * recipe whose seeds repeat are not seeds of one row but rows of their own: what tells them apart
   * is something else, such as the device.
   */
  static List<SeedGroup> of(List<RunResult> results) {
    Map<Object, List<RunResult>> alike = new LinkedHashMap<>();
    for (RunResult result : results) {
      Object key = result.recipe().<Object>map(recipe -> recipe).orElse(result.name());
      alike.computeIfAbsent(key, any -> new ArrayList<>()).add(result);
    }
    List<SeedGroup> groups = new ArrayList<>();
    for (List<RunResult> runs : alike.values()) {
      if (runs.size() > 1 && seeds(runs).size() == runs.size()) {
        groups.add(new SeedGroup(name(runs, results), bySeed(runs)));
      } else {
        runs.forEach(run -> groups.add(new SeedGroup(run.name(), List.of(run))));
      }
    }
    return groups;
  }

  private static Set<Long> seeds(List<RunResult> runs) {
    return runs.stream()
        .map(RunResult::provenance)
        .map(Provenance::seed)
        .collect(Collectors.toSet());
  }

  private static List<RunResult> bySeed(List<RunResult> runs) {
    return runs.stream().sorted(Comparator.comparingLong(run -> run.provenance().seed())).toList();
  }

  /** The architecture, or what the runs' own names begin with where two rows have that. */
  private static String name(List<RunResult> runs, List<RunResult> all) {
    String architecture = architecture(runs.get(0)).orElseThrow();
    boolean alone =
        all.stream()
            .filter(result -> !runs.contains(result))
            .noneMatch(
                other ->
                    other.name().equals(architecture)
                        || Objects.equals(architecture(other).orElse(""), architecture));
    if (alone) {
      return architecture;
    }
    String start = runs.stream().map(RunResult::name).reduce(SeedGroups::commonStart).orElseThrow();
    String trimmed = start.replaceFirst("[-_./]?seed[-_./]?\\d*$|[-_./]$", "");
    return trimmed.isBlank()
            || all.stream().anyMatch(other -> !runs.contains(other) && other.name().equals(trimmed))
        ? runs.get(0).name() + " and its other seeds"
        : trimmed;
  }

  private static Optional<String> architecture(RunResult result) {
    return result.recipe().map(recipe -> recipe.architecture().name());
  }

  private static String commonStart(String a, String b) {
    int length = 0;
    while (length < Math.min(a.length(), b.length()) && a.charAt(length) == b.charAt(length)) {
      length++;
    }
    return a.substring(0, length);
  }
}
