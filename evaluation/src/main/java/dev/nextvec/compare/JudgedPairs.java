package dev.nextvec.compare;

import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Every row against every other. What people ask is judged as one family: each row against the
 * linear average, each network against the best baseline, the highest row against the next. The
 * other pairs are another family, so that they, and rows that are added, make these answers as
 * little less certain as can be. With more than {@value #MANY} rows two baselines are compared only
 * if one is the linear average.
 *
 * <p>The best baseline is the highest of several by the very figures that it is then judged by. To
 * be better than it is to be better than all of them, which needs no correction; to be worse than
 * it is to be worse than any of them, and counts as so many tests.
 *
 * @param rows highest test cosine first
 * @param pairs by their first row, then by their second
 */
record JudgedPairs(List<Row> rows, List<JudgedPair> pairs) {
  private static final int MANY = 12;

  /**
   * Two rows to compare, the higher first.
   *
   * @param asked whether people ask for it
   * @param weight how many tests it counts as
   */
  private record RankedPair(SeedGroup first, SeedGroup second, boolean asked, int weight) {
    void in(SimultaneousTests family) {
      family.contrast(first.cosine(), second.cosine(), second.meanCosine(), weight);
    }
  }

  static JudgedPairs of(List<SeedGroup> groups, Bootstrap bootstrap, double margin) {
    List<SeedGroup> ranked =
        groups.stream()
            .sorted(Comparator.comparingDouble(SeedGroup::meanCosine).reversed())
            .toList();
    int[] documents = groups.get(0).first().scores().documents();
    SimultaneousTests asked = new SimultaneousTests(documents, bootstrap, margin);
    SimultaneousTests others = new SimultaneousTests(documents, bootstrap, margin);
    ranked.forEach(row -> asked.mean(row.cosine()));
    List<RankedPair> pairs = pairs(ranked);
    pairs.forEach(pair -> pair.in(pair.asked() ? asked : others));
    SimultaneousTests.Judged judged = asked.judge();
    Iterator<PairedDifference> ofAsked = judged.contrasts().iterator();
    Iterator<PairedDifference> ofOthers = others.judge().contrasts().iterator();
    List<JudgedPair> answers = new ArrayList<>();
    for (RankedPair pair : pairs) {
      PairedDifference contrast = (pair.asked() ? ofAsked : ofOthers).next();
      answers.add(
          new JudgedPair(pair.first().name(), pair.second().name(), pair.asked(), contrast));
    }
    return new JudgedPairs(rows(ranked, judged.means(), answers), List.copyOf(answers));
  }

  private static List<RankedPair> pairs(List<SeedGroup> ranked) {
    int baselines = (int) ranked.stream().filter(row -> !row.isContender()).count();
    SeedGroup best = ranked.stream().filter(row -> !row.isContender()).findFirst().orElseThrow();
    List<RankedPair> pairs = new ArrayList<>();
    for (int a = 0; a < ranked.size(); a++) {
      for (int b = a + 1; b < ranked.size(); b++) {
        SeedGroup first = ranked.get(a);
        SeedGroup second = ranked.get(b);
        boolean worseThanBest = first == best && second.isContender();
        boolean asked =
            worseThanBest
                || second == best && first.isContender()
                || first.isLinearAverage()
                || second.isLinearAverage()
                || a == 0 && b == 1;
        if (asked || ranked.size() <= MANY || first.isContender() || second.isContender()) {
          pairs.add(new RankedPair(first, second, asked, worseThanBest ? baselines : 1));
        }
      }
    }
    return pairs;
  }

  private static List<Row> rows(
      List<SeedGroup> ranked, List<Estimate> means, List<JudgedPair> pairs) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ranked.size(); i++) {
      SeedGroup group = ranked.get(i);
      Optional<PairedDifference> contrast = between(pairs, group.name(), LinearAverage.NAME);
      rows.add(new Row(group, means.get(i), contrast));
    }
    return List.copyOf(rows);
  }

  /** The contrast of one row to another, whichever stands higher. */
  static Optional<PairedDifference> between(List<JudgedPair> pairs, String a, String b) {
    for (JudgedPair pair : pairs) {
      if (pair.first().equals(a) && pair.second().equals(b)) {
        return Optional.of(pair.contrast());
      }
      if (pair.first().equals(b) && pair.second().equals(a)) {
        return Optional.of(pair.contrast().reversed());
      }
    }
    return Optional.empty();
  }
}
