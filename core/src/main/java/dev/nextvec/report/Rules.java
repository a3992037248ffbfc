package dev.nextvec.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.stats.Verdict;
import java.util.EnumSet;
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
    return given(comparison).stream()
        .map(verdict -> "%s: %s".formatted(verdict.words(), verdict.rule()))
        .collect(
            Collectors.joining(
                "; ", "Verdicts. ", ". The margin is ±" + comparison.margin() + "."));
  }
}
