package dev.nextvec.internal.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.report.Report;
import java.util.List;
import java.util.stream.Stream;

/** Every table of a comparison, in reading order. Tables without rows are left out. */
final class SpecificationTables {
  private SpecificationTables() {}

  static List<Table> of(Report report) {
    Comparison comparison = report.comparison();
    Stream<Table> tables =
        Stream.of(
            QualityTables.performance(comparison),
            RecommendationReport.table(report.recommendations()),
            PairTables.matrix(comparison),
            PairTables.list(comparison),
            DomainTable.of(comparison),
            QualityTables.metrics(comparison),
            QualityTables.distribution(comparison),
            QualityTables.goal(comparison),
            QualityTables.baselines(comparison),
            CostTables.speed(comparison),
            CostTables.complexity(comparison),
            CostTables.architecture(comparison),
            CostTables.training(comparison));
    Stream<Table> retrieval =
        Stream.concat(
            RetrievalTables.of(comparison).stream(),
            RetrievalTables.contrasts(comparison).stream());
    return Stream.of(
            tables, Stream.of(SkillTable.of(comparison)), SearchTables.of(comparison), retrieval)
        .flatMap(part -> part)
        .filter(table -> !table.rows().isEmpty())
        .map(table -> table.standing(comparison.standing()))
        .toList();
  }
}
