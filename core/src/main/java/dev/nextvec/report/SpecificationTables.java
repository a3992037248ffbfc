package dev.nextvec.report;

import dev.nextvec.compare.Comparison;
import java.util.List;
import java.util.stream.Stream;

/** Every table of a comparison, in reading order. Tables without rows are left out. */
final class SpecificationTables {
  private SpecificationTables() {}

  static List<Table> of(Comparison comparison) {
    Stream<Table> tables =
        Stream.of(
            QualityTables.performance(comparison),
            DomainTable.of(comparison),
            QualityTables.metrics(comparison),
            QualityTables.distribution(comparison),
            QualityTables.goal(comparison),
            QualityTables.baselines(comparison),
            CostTables.speed(comparison),
            CostTables.complexity(comparison),
            CostTables.architecture(comparison),
            CostTables.training(comparison));
    Stream<Table> more =
        Stream.concat(
            Stream.of(SkillTable.of(comparison)), RetrievalTables.of(comparison).stream());
    return Stream.concat(tables, more)
        .filter(table -> !table.rows().isEmpty())
        .map(table -> table.standing(comparison.standing()))
        .toList();
  }
}
