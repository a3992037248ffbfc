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
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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

  @Option(
      names = "--max-latency",
      paramLabel = "MS",
      description = "most milliseconds for 95 %% of single predictions")
  @Bounds(from = 0, above = true, to = 1_000_000)
  @Nullable Double latency;

  @Option(
      names = "--max-memory",
      paramLabel = "MB",
      description =
          "most megabytes for weights and intermediate results; the packed copy of the"
              + " weights that oneDNN reads does not count")
  @Bounds(from = 0.000001, to = 1_000_000_000)
  @Nullable Double memory;

  @Option(names = "--max-size", paramLabel = "MB", description = "most megabytes for the weights")
  @Bounds(from = 0.000001, to = 1_000_000_000)
  @Nullable Double size;

  @Option(
      names = "--give",
      paramLabel = "LOSS",
      defaultValue = "0.005",
      description =
          "how far below the highest cosine or MRR a cheaper model may be (default:"
              + " ${DEFAULT-VALUE})")
  @Bounds(from = 0, to = 2)
  double give = Recommender.GIVE;

  @Mixin ReportFiles files = new ReportFiles();
  @Mixin ComparingOptions comparing = new ComparingOptions();

  @Override
  public Outcome run(Console console, StopSignal stop) throws Exception {
    Limits limits = limits();
    List<UseCase> wanted = wanted();
    files.requirePlaces();
    Comparison comparison = comparing.compare(comparing.find(console), console, stop);
    List<Recommendation> answers =
        Recommender.of(comparison, limits, give).stream()
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

  private static ObjectNode json(Comparison comparison, List<Recommendation> answers) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("format", "nextvec-recommendation-1").put("dataset", comparison.dataset());
    comparison.standing().folds().ifPresent(folds -> json.put("folds", folds));
    comparison.warnings().forEach(json.putArray("warnings")::add);
    json.set("use_cases", RecommendationReport.json(answers));
    return json;
  }

  private Limits limits() {
    return new Limits(
        latency == null ? OptionalDouble.empty() : OptionalDouble.of(latency),
        bytes(memory),
        bytes(size));
  }

  private static OptionalLong bytes(@Nullable Double megabytes) {
    return megabytes == null ? OptionalLong.empty() : OptionalLong.of(Math.round(megabytes * 1e6));
  }

  private List<UseCase> wanted() {
    return useCases.isEmpty()
        ? List.of(UseCase.values())
        : useCases.stream().map(RecommendCommand::useCase).toList();
  }

  private static UseCase useCase(String name) {
    Optional<UseCase> found =
        Arrays.stream(UseCase.values())
            .filter(useCase -> useCase.key().equals(name.toLowerCase(Locale.ROOT)))
            .findFirst();
    return found.orElseThrow(
        () ->
            new WrongUsage(
                "`--use-case %s` is none: there are %s"
                    .formatted(
                        name,
                        Arrays.stream(UseCase.values())
                            .map(UseCase::key)
                            .collect(Collectors.joining(", ")))));
  }
}
