package dev.nextvec.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.compare.Comparison;
import dev.nextvec.internal.report.RecommendationReport;
import dev.nextvec.recommend.Limits;
import dev.nextvec.recommend.Recommendation;
import dev.nextvec.recommend.Recommender;
import dev.nextvec.recommend.UseCase;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nextvec recommend}: which model to use for what, or none. */
@picocli.CommandLine.Command(
    name = "recommend",
    description = {
      "Says which of the runs and baselines to use for what, or that no model is worth it, from"
          + " what was measured on your data: limits first, then the test cosine (for retrieval the"
          + " rank of the true next chunk), and cost among those shown to be next to the highest.",
      ""
    },
    sortOptions = false)
final class RecommendCommand implements Command {
  @Option(
      names = "--use-case",
      paramLabel = "NAME",
      description =
          "vecrag, quick-baseline, strong-baseline, maximum-capacity, production or research; may"
              + " be given several times (default: all)")
  List<String> useCases = List.of();

  @Mixin LimitOptions cost = new LimitOptions();
  @Mixin ReportFiles files = new ReportFiles();
  @Mixin ComparingOptions comparing = new ComparingOptions();

  @Override
  public Outcome run(Console console, StopSignal stop) throws Exception {
    Limits limits = cost.limits();
    List<UseCase> wanted = wanted();
    ReportFile.requirePlaces(files.places());
    Comparison comparison = compared(console, stop);
    List<Recommendation> answers =
        Recommender.of(comparison, limits, cost.give).stream()
            .filter(answer -> wanted.contains(answer.useCase()))
            .toList();
    List<ReportFile> written =
        files.make(
            () -> RecommendationReport.html(comparison, answers, limits),
            () -> RecommendationReport.markdown(comparison, answers, limits));
    return Outcome.done(
            () ->
                RecommendationReport.text(
                    comparison, answers, limits, console.outColumns(), console.outHasColours()),
            () -> json(comparison, answers))
        .with(written);
  }

  @Override
  public String stopped() {
    return comparing.stopped();
  }

  private Comparison compared(Console console, StopSignal stop) throws Exception {
    try (RankingEngine engine = comparing.engine(console, stop)) {
      return comparing.compare(comparing.find(console), engine, console, stop);
    }
  }

  private static ObjectNode json(Comparison comparison, List<Recommendation> answers) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("format", "nextvec-recommendation-1").put("dataset", comparison.dataset());
    comparison.standing().folds().ifPresent(folds -> json.put("folds", folds));
    comparison.warnings().forEach(json.putArray("warnings")::add);
    json.set("use_cases", RecommendationReport.json(answers));
    return json;
  }

  private List<UseCase> wanted() {
    return useCases.isEmpty()
        ? List.of(UseCase.values())
        : useCases.stream().map(name -> useCase("--use-case", name)).toList();
  }

  /** The use case of that name, given to an option. */
  static UseCase useCase(String option, String name) {
    Optional<UseCase> found =
        Arrays.stream(UseCase.values())
            .filter(useCase -> useCase.key().equals(name.toLowerCase(Locale.ROOT)))
            .findFirst();
    return found.orElseThrow(
        () ->
            new WrongUsage(
                "`%s %s` is none: there are %s"
                    .formatted(
                        option,
                        name,
                        Arrays.stream(UseCase.values())
                            .map(UseCase::key)
                            .collect(Collectors.joining(", ")))));
  }
}
