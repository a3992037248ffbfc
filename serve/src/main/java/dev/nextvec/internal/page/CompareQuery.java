package dev.nextvec.internal.page;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Row;
import dev.nextvec.internal.report.ComparisonView;
import dev.nextvec.internal.report.RowFigures;
import dev.nextvec.internal.report.RowFigures.RowFigure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What an address asks of the table of a comparison.
 *
 * @param query all of it, for links
 */
record CompareQuery(Query query) {
  static final String GROUP = "runs";
  static final String COLUMNS = "column";
  static final String SORT = "sort";
  static final String UP = "up";
  static final String KIND = "rows";
  static final String NAME = "name";

  /** The rows' names, as a key to sort by. */
  static final String BY_NAME = "name";

  /** The test cosine, as a key to sort by. */
  static final String BY_COSINE = "cosine";

  /** The difference from the linear average, as a key to sort by. */
  static final String BY_DIFFERENCE = "difference";

  /** Which rows are shown. */
  enum Kind {
    ALL("all"),
    NETWORKS("networks"),
    BASELINES("baselines"),
    BETTER("better than the linear average");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    private boolean has(Row row) {
      return switch (this) {
        case ALL -> true;
        case NETWORKS -> !row.isBaseline();
        case BASELINES -> row.isBaseline();
        case BETTER ->
            ComparisonView.verdictOf(row)
                .filter(verdict -> verdict == dev.nextvec.stats.Verdict.BETTER)
                .isPresent();
      };
    }
  }

  Kind kind() {
    String asked = query.text(KIND).orElse(Kind.ALL.key());
    for (Kind each : Kind.values()) {
      if (each.key().equals(asked)) {
        return each;
      }
    }
    throw new IllegalArgumentException("there are no rows of kind `%s`".formatted(asked));
  }

  /** A part of the names that are shown; empty for all. */
  String name() {
    return query.text(NAME).orElse("").strip();
  }

  Optional<String> sort() {
    return query.text(SORT);
  }

  boolean isAscending() {
    return query.text(UP).isPresent();
  }

  /** The figures that have a column. */
  List<RowFigure> columns(Comparison comparison) {
    List<RowFigure> all = RowFigures.of(comparison);
    List<String> asked = query.all(COLUMNS);
    for (String key : asked) {
      if (all.stream().noneMatch(figure -> figure.key().equals(key))) {
        throw new IllegalArgumentException("these rows have no figure `%s`".formatted(key));
      }
    }
    return all.stream()
        .filter(figure -> asked.isEmpty() ? figure.usual() : asked.contains(figure.key()))
        .toList();
  }

  /** The rows that are shown, in their order. What was not measured comes last either way. */
  List<Row> rows(Comparison comparison) {
    List<Row> rows =
        new ArrayList<>(
            comparison.rows().stream().filter(kind()::has).filter(this::isNamed).toList());
    if (sort().isEmpty()) {
      return rows;
    }
    String key = sort().get();
    if (key.equals(BY_NAME)) {
      Comparator<Row> byName = Comparator.comparing(Row::name);
      rows.sort(isAscending() ? byName.reversed() : byName); // names are read from the first on
      return rows;
    }
    Function<Row, OptionalDouble> value = value(comparison, key);
    double sign = isAscending() ? 1 : -1;
    rows.sort(
        Comparator.comparing((Row row) -> value.apply(row).isEmpty())
            .thenComparingDouble(row -> sign * value.apply(row).orElse(0)));
    return rows;
  }

  private static Function<Row, OptionalDouble> value(Comparison comparison, String key) {
    return switch (key) {
      case BY_COSINE -> row -> OptionalDouble.of(row.cosine().value());
      case BY_DIFFERENCE ->
          row ->
              row.againstLinearAverage()
                  .map(contrast -> OptionalDouble.of(contrast.difference().value()))
                  .orElse(OptionalDouble.of(0));
      default ->
          RowFigures.of(comparison).stream()
              .filter(figure -> figure.key().equals(key))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException("rows cannot be sorted by `%s`".formatted(key)))
              .value();
    };
  }

  private boolean isNamed(Row row) {
    return row.name().toLowerCase(Locale.ROOT).contains(name().toLowerCase(Locale.ROOT));
  }

  /** The address of the same table in another order: the best first, then the other way round. */
  String sortedBy(String key, boolean bestIsHighest) {
    boolean again = sort().filter(key::equals).isPresent();
    boolean up = again ? !isAscending() : !bestIsHighest;
    Query sorted = query.with(SORT, key);
    return (up ? sorted.with(UP, "1") : sorted.without(UP)).link(CompareView.TAB.path())
        + "#figures";
  }
}
