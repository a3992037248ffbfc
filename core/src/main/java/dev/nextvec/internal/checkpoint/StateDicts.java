package dev.nextvec.internal.checkpoint;

import dev.nextvec.internal.wording.Setting;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the weights of a network in a file: under whatever keys they lie ({@code model_state_dict},
 * {@code state_dict}, {@code model}, ...) and whatever stands before all their names ({@code
 * module.}, {@code _orig_mod.}, ...).
 */
final class StateDicts {
  private static final int MOST = 64;

  private StateDicts() {}

  /**
   * The weights of a network in a file.
   *
   * @param wanted their place, where the file has several
   * @throws IllegalArgumentException if there are none, or several and none is named
   */
  static NamedTensors find(List<NamedTensors> groups, Optional<String> wanted) {
    List<NamedTensors> found = distinct(groups);
    if (wanted.isPresent()) {
      return found.stream()
          .filter(each -> each.place().equals(wanted.get()))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "it has no weights at `%s`: it has %s"
                          .formatted(wanted.get(), places(found))));
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException("its tensors are of no network known here" + some(groups));
    }
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "it has several networks, at %s: name one with %s"
              .formatted(places(found), Setting.STATE_DICT));
    }
    requireNothingElse(groups, found.getFirst());
    return found.getFirst();
  }

  private static List<NamedTensors> distinct(List<NamedTensors> groups) {
    List<NamedTensors> found = new ArrayList<>();
    Set<Object> known = new LinkedHashSet<>();
    for (NamedTensors group : groups) {
      Set<String> prefixes = new LinkedHashSet<>();
      group.tensors().keySet().forEach(n -> NetworkKind.prefixOfAny(n).ifPresent(prefixes::add));
      if (found.size() + prefixes.size() > MOST) {
        throw new IllegalArgumentException("it has more than %d networks".formatted(MOST));
      }
      for (String prefix : prefixes) {
        NamedTensors weights = group.below(prefix);
        if (known.add(weights.identity())) {
          found.add(weights);
        }
      }
    }
    return found;
  }

  /** What stands in the same dictionary without the prefix would be left out unseen. */
  private static void requireNothingElse(List<NamedTensors> groups, NamedTensors found) {
    Set<Object> its =
        found.tensors().values().stream()
            .map(NamedTensors.Lazy::identity)
            .collect(Collectors.toSet());
    for (NamedTensors group : groups) {
      boolean same = group.tensors().values().stream().anyMatch(t -> its.contains(t.identity()));
      Optional<String> other =
          group.tensors().entrySet().stream()
              .filter(entry -> !its.contains(entry.getValue().identity()))
              .map(entry -> entry.getKey())
              .findFirst();
      if (same && other.isPresent()) {
        throw new IllegalArgumentException(
            "tensor `%s` beside the weights at `%s` does not belong to them: take the weights alone with %s"
                .formatted(other.get(), found.place(), Setting.STATE_DICT.of(found.place())));
      }
    }
  }

  private static String some(List<NamedTensors> groups) {
    List<String> names =
        groups.stream().flatMap(group -> group.tensors().keySet().stream()).limit(4).toList();
    return names.isEmpty() ? ": it has no tensors under names" : ": " + names + "…";
  }

  private static String places(List<NamedTensors> found) {
    return found.isEmpty()
        ? "none"
        : found.stream()
            .map(each -> "`" + each.place() + "`")
            .limit(8)
            .collect(Collectors.joining(", "));
  }
}
