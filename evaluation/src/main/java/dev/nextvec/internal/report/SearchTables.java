package dev.nextvec.internal.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.CorpusSearch;
import dev.nextvec.compare.CorpusSearch.Difference;
import dev.nextvec.compare.CorpusSearch.Way;
import dev.nextvec.compare.Figures;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.internal.report.Table.Column;
import dev.nextvec.internal.report.Table.Line;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Tables of how well ways of searching an index find the true next chunk in the whole corpus. */
final class SearchTables {
  private static final String FIGURES = "corpus-search";

  private SearchTables() {}

  /** All of them; none where no index was named. */
  static Stream<Table> of(Comparison comparison) {
    return comparison.search().stream()
        .flatMap(search -> Stream.of(figures(search), differences(search)));
  }

  /** Whether a table is that of the figures, which a page shows before its details. */
  static boolean isFigures(Table table) {
    return table.id().equals(FIGURES);
  }

  private static Table figures(CorpusSearch search) {
    return new Table(
        FIGURES,
        "Retrieval from the whole corpus: " + search.index(),
        "The true next chunk of %s (%s) among %s chunks, by exact search; the context's own chunks do not count.%s Verdicts are on MRR, against persistence, corrected for all differences of this table and the next. Times are of one search, without encoding text: half, and 99 of 100, take no longer.%s 95 %% intervals over documents."
            .formatted(
                Figures.counted(search.windows(), "test window"),
                Figures.counted(search.documents(), "independent document"),
                Figures.count(search.chunks()),
                search.model().isEmpty() ? "" : " The model is `" + search.model() + "`.",
                search.timesNote().map(note -> " " + note).orElse("")),
        List.of(
            Column.text("Strategy"),
            Column.number("R@1"),
            Column.number("R@5", 4),
            Column.number("R@10", 1),
            Column.number("R@50", 5),
            Column.number("MRR"),
            Column.text("against persistence"),
            Column.number("median ms", 2),
            Column.number("99 % within, ms", 3),
            Column.number("R@1 interval", 7),
            Column.number("MRR interval", 6)),
        search.ways().stream()
            .sorted(Comparator.comparingDouble(Way::mrr).reversed())
            .map(way -> line(search, way))
            .toList(),
        search.marks());
  }

  private static Line line(CorpusSearch search, Way way) {
    Optional<Difference> difference =
        search.between(way.name(), CorpusSearch.PERSISTENCE, RetrievalMetric.MRR);
    Line line =
        Line.of(
            way.name(),
            figure(way, RetrievalMetric.RECALL_1),
            figure(way, RetrievalMetric.RECALL_5),
            figure(way, RetrievalMetric.RECALL_10),
            figure(way, RetrievalMetric.RECALL_50),
            figure(way, RetrievalMetric.MRR),
            difference.map(each -> each.verdict().words()).orElse(""),
            Figures.milliseconds(way.latency().p50()),
            Figures.milliseconds(way.latency().p99()),
            interval(way, RetrievalMetric.RECALL_1),
            interval(way, RetrievalMetric.MRR));
    return difference
        .map(each -> line.with(6, QualityTables.tone(each.verdict())))
        .orElse(line)
        .muted(!way.asksModel());
  }

  private static String figure(Way way, RetrievalMetric metric) {
    return Figures.cosine(way.figure(metric).value());
  }

  private static String interval(Way way, RetrievalMetric metric) {
    return way.figure(metric).interval().map(Figures::interval).orElse(QualityTables.NONE);
  }

  private static Table differences(CorpusSearch search) {
    return new Table(
        "corpus-search-differences",
        "Differences between ways to search " + search.index(),
        "Figure of the strategy less that of the other, paired by window, with the interval over"
            + " documents that the verdict was judged by, corrected for all differences (Holm)."
            + " What a model adds stands against the same strategy with the newest chunk in its"
            + " place.",
        List.of(
            Column.text("Strategy"),
            Column.text("against"),
            Column.text("Metric"),
            Column.number("Difference"),
            Column.number("interval", 1),
            Column.text("Verdict")),
        search.differences().stream().map(SearchTables::line).toList(),
        search.marks());
  }

  private static Line line(Difference each) {
    return Line.of(
            each.way(),
            each.from(),
            each.metric().label(),
            Figures.difference(each.difference().value()),
            each.judgedBy().map(PairTables::interval).orElse(QualityTables.NONE),
            each.verdict().words())
        .with(5, QualityTables.tone(each.verdict()));
  }
}
