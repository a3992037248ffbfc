package dev.nextvec.internal.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.stats.Verdict;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Explains the verdicts that were given, and no others. */
final class Rules {
  private Rules() {}

  /** Verdicts that some pair or retrieval contrast has. */
  static Set<Verdict> given(Comparison comparison) {
    Set<Verdict> given = EnumSet.noneOf(Verdict.class);
    comparison.pairs().forEach(pair -> given.add(pair.contrast().verdict()));
    comparison.pairs().forEach(pair -> given.add(pair.contrast().verdict().reversed()));
    comparison
        .retrieval()
        .forEach(pool -> pool.contrasts().forEach(each -> given.add(each.contrast().verdict())));
    return given;
  }

  /** {@code Better: ...; tie: ....} */
  static String of(Comparison comparison) {
    Map<String, List<String>> byRule = new LinkedHashMap<>();
    for (Verdict verdict : given(comparison)) {
      byRule.computeIfAbsent(verdict.rule(), any -> new ArrayList<>()).add(verdict.words());
    }
    return byRule.entrySet().stream()
        .map(each -> String.join(", ", each.getValue()) + ": " + each.getKey())
        .collect(
            Collectors.joining(
                "; ", "Verdicts. ", ". The margin is ±" + comparison.margin() + "."));
  }
}
