package dev.nextvec.compare;

import dev.nextvec.stats.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Some rows of a comparison by one yardstick, the highest first, each against the highest; the
 * differences are judged as one family.
 *
 * @param yardstick what was looked at
 * @param list the rows that were measured by it
 */
public record Ranking(Yardstick yardstick, List<RankedRow> list) {
  /**
   * One row.
   *
   * @param row the row
   * @param value its mean by the yardstick
   * @param behind its difference from the highest, at most 0; absent for the highest itself
   */
  public record RankedRow(Row row, double value, Optional<PairedDifference> behind) {
    /** Name of the row. */
    public String name() {
      return row.name();
    }

    /**
     * Whether it is shown to lose at most {@code give} against the highest; the highest loses
     * nothing.
     */
    public boolean losesAtMost(double give) {
      return behind.isEmpty()
          || behind
              .get()
              .difference()
              .interval()
              .filter(interval -> interval.low() >= -give)
              .isPresent();
    }
  }

  public Ranking {
    list = List.copyOf(list);
  }

  /** Orders those of {@code rows} that were measured; none of them may be missing from the test. */
  public static Ranking of(Comparison comparison, List<Row> rows, Yardstick yardstick) {
    List<Row> ordered =
        rows.stream()
            .filter(row -> yardstick.measured(row.group()))
            .sorted(Comparator.comparingDouble((Row row) -> yardstick.mean(row.group())).reversed())
            .toList();
    if (ordered.isEmpty()) {
      return new Ranking(yardstick, List.of());
    }
    Row first = ordered.get(0);
    int[] documents = yardstick.documents(first.group());
    SimultaneousTests family =
        new SimultaneousTests(documents, comparison.bootstrap(), comparison.margin());
    for (Row row : ordered.subList(1, ordered.size())) {
      family.contrast(
          yardstick.of(row.group()), yardstick.of(first.group()), yardstick.mean(first.group()));
    }
    List<PairedDifference> contrasts = family.judge().contrasts();
    List<RankedRow> ranking = new ArrayList<>();
    for (int i = 0; i < ordered.size(); i++) {
      Row row = ordered.get(i);
      Optional<PairedDifference> behind =
          i == 0 ? Optional.empty() : Optional.of(contrasts.get(i - 1));
      ranking.add(new RankedRow(row, yardstick.mean(row.group()), behind));
    }
    return new Ranking(yardstick, ranking);
  }

  /** Whether every difference has an interval; none is needed where there is one row. */
  public boolean judged() {
    return list.stream()
        .flatMap(place -> place.behind().stream())
        .noneMatch(contrast -> contrast.verdict() == Verdict.CANNOT_SAY);
  }

  /** The row of that name. */
  public Optional<RankedRow> named(String name) {
    return list.stream().filter(place -> place.name().equals(name)).findFirst();
  }
}
