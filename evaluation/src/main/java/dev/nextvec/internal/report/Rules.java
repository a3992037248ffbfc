package dev.nextvec.internal.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.JudgedPair;
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

  /** Which pairs were judged together; empty where nothing could be judged. */
  static String families(Comparison comparison) {
    long asked = comparison.pairs().stream().filter(JudgedPair::asked).count();
    long others = comparison.pairs().size() - asked;
    if (!judged(comparison)) {
      return "";
    }
    return "P-values are corrected by Holm's method for the %s asked here: each row against the linear average, each network against the best baseline, the highest row against the next%s."
        .formatted(
            Figures.counted(asked, "question"),
            others == 0
                ? ""
                : "; the other %s corrected by themselves. A row that is added changes both corrections"
                    .formatted(others == 1 ? "pair is" : Figures.count(others) + " pairs are"));
  }

  /** Which interval stands beside a verdict; empty where there is none. */
  static String intervals(Comparison comparison) {
    return judged(comparison)
        ? " The interval is the one that the verdict was judged by: of %s %% for equal; for the others as wide as the correction makes it, so that it holds zero exactly where no difference is shown."
            .formatted(Figures.level(comparison.bootstrap().level()))
        : "";
  }

  private static boolean judged(Comparison comparison) {
    return comparison.pairs().stream().anyMatch(pair -> pair.contrast().judgedBy().isPresent());
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
