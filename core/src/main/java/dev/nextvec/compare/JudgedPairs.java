package dev.nextvec.compare;

import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Measure;
import dev.nextvec.stats.Quantity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Every row against every other, judged as one family. With more than {@value #MANY} rows two
 * baselines are compared only if one is the linear average: what nobody asked would make every
 * answer less certain.
 *
 * @param rows highest test cosine first
 * @param pairs by their first row, then by their second
 */
record JudgedPairs(List<Row> rows, List<JudgedPair> pairs) {
  private static final int MANY = 12;

  private record Scored(SeedGroup group, Quantity cosine, double mean) {
    static Scored of(SeedGroup group) {
      Quantity cosine = new Quantity(group.cosine(), Measure.COSINE, group.cosineError());
      return new Scored(group, cosine, group.evaluation().cosine().mean());
    }

    boolean isBaseline() {
      return group.first().kind() == RunResult.RowKind.BASELINE;
    }

    boolean isLinearAverage() {
      return group.name().equals(LinearAverage.NAME);
    }
  }

  static JudgedPairs of(List<SeedGroup> groups, Bootstrap bootstrap, double margin) {
    List<Scored> ranked =
        groups.stream()
            .map(Scored::of)
            .sorted(Comparator.comparingDouble(Scored::mean).reversed())
            .toList();
    int[] documents = groups.get(0).first().scores().documents();
    SimultaneousTests family = new SimultaneousTests(documents, bootstrap, margin);
    List<String[]> names = new ArrayList<>();
    for (int a = 0; a < ranked.size(); a++) {
      family.mean(ranked.get(a).cosine());
      for (int b = a + 1; b < ranked.size(); b++) {
        if (asked(ranked.get(a), ranked.get(b), ranked.size())) {
          names.add(new String[] {ranked.get(a).group().name(), ranked.get(b).group().name()});
          family.contrast(ranked.get(a).cosine(), ranked.get(b).cosine(), ranked.get(b).mean());
        }
      }
    }
    SimultaneousTests.Judged judged = family.judge();
    List<JudgedPair> pairs = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      pairs.add(new JudgedPair(names.get(i)[0], names.get(i)[1], judged.contrasts().get(i)));
    }
    return new JudgedPairs(rows(ranked, judged.means(), pairs), List.copyOf(pairs));
  }

  private static boolean asked(Scored a, Scored b, int rows) {
    return rows <= MANY
        || !a.isBaseline()
        || !b.isBaseline()
        || a.isLinearAverage()
        || b.isLinearAverage();
  }

  private static List<Row> rows(List<Scored> ranked, List<Estimate> means, List<JudgedPair> pairs) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ranked.size(); i++) {
      SeedGroup group = ranked.get(i).group();
      Optional<PairedDifference> contrast = between(pairs, group.name(), LinearAverage.NAME);
      rows.add(new Row(group, group.evaluation(), means.get(i), contrast));
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
