package dev.nextvec.recommend;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.PairedDifference;
import dev.nextvec.compare.Ranking;
import dev.nextvec.compare.Ranking.RankedRow;
import dev.nextvec.compare.Row;
import dev.nextvec.compare.Wording;
import dev.nextvec.compare.Yardstick;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Models that are known by their predictions alone: the best may be one, but none runs here. */
final class Foreign {
  private Foreign() {}

  /**
   * What to say where such a model stands above all that can be used.
   *
   * @param usable the rows that may be recommended
   */
  static Optional<String> sentence(Comparison comparison, List<Row> usable, Yardstick yardstick) {
    if (comparison.foreign().isEmpty()) {
      return Optional.empty();
    }
    List<Row> all = new ArrayList<>(usable);
    all.addAll(comparison.foreign());
    List<RankedRow> ranked = Ranking.of(comparison, all, yardstick).list();
    if (ranked.isEmpty() || !ranked.getFirst().row().isForeign()) {
      return Optional.empty();
    }
    RankedRow highest = ranked.getFirst();
    String next =
        ranked.stream()
            .filter(place -> !place.row().isForeign())
            .findFirst()
            .flatMap(place -> place.behind().map(contrast -> behind(place, highest, contrast)))
            .orElse("");
    return Optional.of(
        "%s has the highest %s, but cannot be used from here: only its predictions are known.%s"
            .formatted(Wording.named(highest.name(), highest.value()), yardstick.label(), next));
  }

  private static String behind(RankedRow place, RankedRow highest, PairedDifference contrast) {
    String clause =
        Wording.clause(place.name(), place.value(), highest.name(), highest.value(), contrast);
    return " Of what can be used, " + clause + ".";
  }
}
