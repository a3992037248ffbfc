package dev.nextvec.internal.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.DomainShift;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.Row;
import dev.nextvec.compare.RunResult;
import dev.nextvec.eval.Evaluation;
import dev.nextvec.internal.report.Table.Column;
import dev.nextvec.internal.report.Table.Line;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.provenance.Environment;
import dev.nextvec.provenance.Provenance;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Need;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How the numbers came about. */
final class Method {
  private Method() {}

  static List<String> sentences(Comparison comparison) {
    Evaluation first = comparison.rows().get(0).evaluation();
    return List.of(
        "Every row was scored on the same %s from %s that no model saw in training; windows never cross a document. Cosine is measured between the prediction, scaled to unit length, and the true next vector."
            .formatted(
                Figures.counted(first.windows(), "test window"),
                Figures.counted(first.documents(), "document")),
        comparison.rows().get(0).cosine().interval().isEmpty()
            ? "Windows of one document resemble each other, so intervals come from drawing whole documents. With fewer than %d test documents there is no interval."
                .formatted(Bootstrap.FEWEST_DOCUMENTS)
            : "Windows of one document resemble each other, so intervals come from drawing whole documents with replacement: %s draws, each mean divided by its own standard error (studentised bootstrap, no narrower than Student's t), level %s %%, seed %d."
                .formatted(
                    Figures.count(comparison.bootstrap().resamples()),
                    Figures.significant(100 * comparison.bootstrap().level()),
                    comparison.bootstrap().seed()),
        "Differences are paired by window. " + Rules.of(comparison),
        comparison.standing().folds().isPresent()
            ? folds(comparison.standing().folds().getAsInt())
            : seeds(comparison));
  }

  private static String folds(int folds) {
    return "Cross-validated: the documents were cut into %d folds of about as many windows. Every network was trained %d times and every baseline fitted as often, each time on the other folds less a part for validation, and tested on the fold it had not seen. The figures are those of all folds together: of a recipe that learns from about %.0f %% of the documents, not of one trained model. All windows of a fold share one model's luck, so two intervals are made of each figure, one over documents and one over the %d folds (Student's t with %d degrees of freedom), and the wider is shown: the more folds, the narrower. Neither is corrected for the documents that the trainings of two folds share, which cannot be measured by one cross-validation; made-up data in which the truth is known (docs/statistics.md) say what they hold. Chunks are looked for among those of their own fold; curves, validation and training cosine, speed and training time are those of the first fold."
        .formatted(folds, folds, 100.0 * (folds - 1) / folds, folds, folds - 1);
  }

  private static String seeds(Comparison comparison) {
    List<Row> several =
        comparison.networks().stream().filter(row -> row.group().seeds() > 1).toList();
    String alone =
        "A single training run stands for %s: the intervals say how the result would vary with"
            + " other documents, not with another seed ("
            + Setting.SEEDS.in("train", Need.SEEDS)
            + " measures that).";
    if (several.isEmpty()) {
      return alone.formatted("each network");
    }
    List<String> single =
        comparison.networks().stream()
            .filter(row -> row.group().seeds() == 1)
            .map(Row::name)
            .toList();
    return "%s: figures are means over the seeds, and the intervals hold both sources of doubt, other documents and other seeds: reach = √(reach over documents² + (t × standard error over seeds)²).%s"
        .formatted(
            several.stream()
                .map(row -> row.name() + " was trained with " + row.group().seeds() + " seeds")
                .collect(Collectors.joining(", ")),
            single.isEmpty() ? "" : " " + alone.formatted(String.join(", ", single)));
  }

  static Table provenance(Comparison comparison) {
    List<Line> lines = new ArrayList<>();
    Provenance common = comparison.rows().get(0).run().provenance();
    Optional<DomainShift> shift = comparison.standing().shift();
    lines.add(Line.of("Dataset", comparison.dataset()));
    lines.add(
        Line.of("Dataset SHA-256", shift.map(s -> s.sha256()).orElse(common.datasetSha256())));
    shift.ifPresent(
        from -> {
          lines.add(Line.of("Trained on", from.trainedOn()));
          lines.add(Line.of("Trained on SHA-256", common.datasetSha256()));
        });
    encoders(comparison).ifPresent(names -> lines.add(Line.of("Encoder", names)));
    lines.add(Line.of("Split SHA-256", common.splitSha256()));
    lines.add(Line.of("Split seed", Long.toString(common.splitSeed())));
    lines.add(Line.of("Training seed", distinct(comparison, p -> Long.toString(p.seed()))));
    lines.add(Line.of("Nextvec", environments(comparison, Environment::nextvec)));
    lines.add(Line.of("Commit", environments(comparison, Environment::commit)));
    lines.add(Line.of("Measured", dates(comparison)));
    lines.add(Line.of("Java", environments(comparison, Environment::jvm)));
    lines.add(Line.of("libtorch", environments(comparison, Environment::libtorch)));
    lines.add(Line.of("BLAS", environments(comparison, Environment::blas)));
    lines.add(Line.of("Device", environments(comparison, Environment::device)));
    lines.add(Line.of("Threads", environments(comparison, e -> Integer.toString(e.threads()))));
    lines.add(Line.of("Machine", environments(comparison, Environment::machine)));
    lines.add(Line.of("Processor", environments(comparison, Environment::processor)));
    List<Column> columns = List.of(Column.text("What"), Column.text("Value"));
    return new Table("provenance", "Provenance", "", columns, lines)
        .standing(comparison.standing());
  }

  /** What made the vectors, where any row says it. */
  private static Optional<String> encoders(Comparison comparison) {
    return comparison.rows().stream()
        .flatMap(row -> row.run().provenance().encoder().stream())
        .distinct()
        .reduce((a, b) -> a + ", " + b);
  }

  /** The first and the last date at which a row was trained or fitted, where that is known. */
  private static String dates(Comparison comparison) {
    List<String> dates =
        comparison.rows().stream()
            .flatMap(row -> row.group().runs().stream())
            .flatMap(run -> run.provenance().date().stream())
            .sorted()
            .map(date -> date.toString())
            .toList();
    if (dates.isEmpty()) {
      return Environment.UNKNOWN;
    }
    return dates.getFirst().equals(dates.getLast())
        ? dates.getFirst()
        : dates.getFirst() + " to " + dates.getLast();
  }

  private static String environments(Comparison comparison, Function<Environment, String> part) {
    return distinct(comparison, provenance -> part.apply(provenance.environment()));
  }

  /** The networks' value, or each of them where they differ. */
  private static String distinct(Comparison comparison, Function<Provenance, String> part) {
    List<RunResult> runs =
        comparison.rows().stream().flatMap(row -> row.group().runs().stream()).toList();
    boolean anyNetwork = runs.stream().anyMatch(run -> run.kind() == RunResult.RowKind.NETWORK);
    return runs.stream()
        .filter(run -> !anyNetwork || run.kind() == RunResult.RowKind.NETWORK)
        .map(run -> part.apply(run.provenance()))
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
