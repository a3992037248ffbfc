package dev.nextvec.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.DomainShift;
import dev.nextvec.compare.Examples;
import dev.nextvec.compare.RunResult;
import dev.nextvec.compare.TestDomain;
import dev.nextvec.eval.Ranks;
import dev.nextvec.eval.RetrievalRanks;
import dev.nextvec.recommend.Limits;
import dev.nextvec.recommend.Recommendation;
import dev.nextvec.recommend.Recommendation.Answer;
import dev.nextvec.recommend.Recommender;
import dev.nextvec.recommend.UseCase;
import dev.nextvec.report.Report;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is absent is never worded as something that was found, in any report. */
class AbsentEvidenceTest {
  /** What only evidence may say. */
  private static final Pattern CLAIM =
      Pattern.compile(
          "(?i)nothing (in closed form )?beats|no network beats|no use of|can be trusted"
              + "|\\bties?\\b|\\bequals?\\b|all \\S+ .*settled|is worth|is the best model"
              + "|is shown to be|none of the|\\+\\d{3,}[.,\\d]* ?%");

  /** One way in which figures may be missing. */
  private record Lack(String name, UnaryOperator<RunResult> from) {}

  private static final List<Lack> LACKS =
      List.of(
          new Lack("nothing", AbsentEvidenceTest::ranked),
          new Lack("ranks", run -> run),
          new Lack("speed and validation", run -> ranked(bare(run))));

  private static RunResult ranked(RunResult run) {
    int n = run.scores().size();
    int[] zero = new int[n];
    int[] above = new int[n];
    int[] candidates = new int[n];
    Random random = new Random(run.name().hashCode());
    int worst = run.name().equals("persistence") ? 3 : 9;
    Arrays.setAll(above, i -> random.nextInt(worst));
    Arrays.fill(candidates, 100);
    Ranks all = new Ranks(above, zero, zero, candidates);
    return run.withRetrieval(new RetrievalRanks(all, all, all));
  }

  private static RunResult bare(RunResult run) {
    return new RunResult(
        run.name(),
        run.kind(),
        run.provenance(),
        new RunResult.Trained(
            Optional.empty(),
            List.of(),
            Optional.empty(),
            run.recipe(),
            run.facts(),
            run.trainingSeconds()),
        new RunResult.Measured(
            run.scores(), run.retrieval(), OptionalDouble.empty(), run.cost(), Optional.empty()));
  }

  private static Comparison comparison(int documents, Lack lack) {
    Comparison own =
        Comparison.of("small", Examples.results(documents).stream().map(lack.from()).toList());
    DomainShift shift = DomainShift.between(own, own, "hash");
    return own.withStanding(new TestDomain(Optional.of(shift), List.of()))
        .withWarnings(shift.warnings());
  }

  /** Everything that says something of a comparison, as plain text. */
  private static List<String> reports(Comparison comparison) {
    List<String> texts = new ArrayList<>();
    Report report = Report.of(comparison);
    texts.add(TerminalReport.of(report, 80, false).replaceAll("\\s+", " "));
    texts.add(MarkdownReport.of(report));
    texts.add(plain(HtmlReport.of(report)));
    texts.add(JsonReport.of(report));
    for (Limits limits : List.of(Limits.NONE, latency(0.35))) {
      List<Recommendation> answers = Recommender.of(comparison, limits, Recommender.GIVE);
      texts.add(
          RecommendationReport.text(comparison, answers, limits, 80, false)
              .replaceAll("\\s+", " "));
      texts.add(
          RecommendationReport.markdown(comparison, answers, limits)
              .replaceAll("(?s)## How this is decided.*", ""));
      texts.add(
          plain(
              RecommendationReport.html(comparison, answers, limits)
                  .replaceAll("<summary>The rule</summary><p>.*?</p>", "")));
    }
    return texts;
  }

  private static Limits latency(double most) {
    return new Limits(OptionalDouble.of(most), OptionalLong.empty(), OptionalLong.empty());
  }

  private static String plain(String html) {
    return html.replaceAll("(?s)<style>.*?</style>", "")
        .replaceAll("<summary>The rule</summary><p>.*?</p>", "")
        .replaceAll("<[^>]+>", "\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void withoutIntervalsNoReportClaimsAnything(int documents) {
    for (Lack lack : LACKS) {
      for (String text : reports(comparison(documents, lack))) {
        String said = text.replaceAll("\"rule\" : \".*\"", "");
        assertThat(CLAIM.matcher(said).results().map(found -> found.group()))
            .as("%d documents, lacking %s: %s", documents, lack.name(), said)
            .isEmpty();
        assertThat(said).containsIgnoringCase("cannot say");
      }
    }
  }

  @Test
  void withEvidenceTheSameReportsDoSayIt() {
    for (Lack lack : LACKS) {
      Comparison sound = comparison(280, lack);
      assertThat(TerminalReport.of(Report.of(sound), 100, false))
          .contains("No network is worth its cost here", "= equal");
      assertThat(MarkdownReport.of(Report.of(sound))).contains("equal (within");
      assertThat(MarkdownReport.of(Report.of(comparison(60, lack))))
          .contains("| tie", "the 10 differences between these is a tie");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 6})
  void fromTheFifthDocumentOnThereAreVerdicts(int documents) {
    for (Lack lack : LACKS) {
      Comparison few = comparison(documents, lack);
      assertThat(few.pairs())
          .noneMatch(pair -> pair.contrast().verdict().words().equals("cannot say"));
      reports(few).forEach(text -> assertThat(text).doesNotContain("NaN"));
    }
  }

  @Test
  void jsonSaysThatItCannotSayAndWhatWouldLetIt() {
    JsonNode json = JsonReport.node(Report.of(comparison(3, LACKS.get(0))));
    JsonNode pair = json.get("pairs").get(0);
    assertThat(pair.get("verdict").asText()).isEqualTo("cannot_say");
    assertThat(pair.has("p_value")).isFalse();
    assertThat(pair.has("interval")).isFalse();
    JsonNode documents = pair.get("needs").get(0);
    assertThat(documents.get("kind").asText()).isEqualTo("documents");
    assertThat(documents.get("at_least").asInt()).isEqualTo(5);
    assertThat(documents.get("now").asInt()).isEqualTo(3);
    assertThat(pair.get("needs").get(1).get("command").asText()).isEqualTo("compare");
    assertThat(json.get("statements").get(0).get("says").asText()).isEqualTo("cannot_say");
    JsonNode use = json.get("recommendations").get(0);
    assertThat(use.get("answer").asText()).isEqualTo("cannot-say");
    assertThat(use.get("needs")).isNotEmpty();
  }

  @Test
  void chanceDoesNotTieWithEverything() {
    Comparison few = comparison(3, LACKS.get(0));
    assertThat(PairTables.list(few).rows())
        .filteredOn(line -> line.cells().get(1).text().equals("random"))
        .isNotEmpty()
        .allMatch(line -> line.cells().get(4).text().startsWith("cannot say"))
        .allMatch(line -> line.cells().get(5).text().equals("n/a"));
  }

  @Test
  void aLimitOnWhatWasNotMeasuredIsNotSaidToBeBroken() {
    Comparison untimed = comparison(60, LACKS.get(2));
    Recommendation answer =
        Recommender.of(untimed, latency(1), 0.005).get(UseCase.PRODUCTION.ordinal());
    assertThat(answer.answer()).isEqualTo(Answer.CANNOT_SAY);
    assertThat(answer.reasons().get(0)).contains("the latency of", "was not measured");
    Comparison timed = comparison(60, LACKS.get(0));
    Recommendation broken =
        Recommender.of(timed, latency(1e-5), 0.005).get(UseCase.PRODUCTION.ordinal());
    assertThat(broken.answer()).isEqualTo(Answer.NOTHING);
  }

  @Test
  void rowsWithoutRanksAreNamedBesideTheOneThatIsRecommended() {
    List<RunResult> results = new ArrayList<>(Examples.results(60));
    results.replaceAll(run -> run.name().equals("gru") ? run : ranked(run));
    Recommendation answer =
        Recommender.of(Comparison.of("some", results)).get(UseCase.VECRAG.ordinal());
    assertThat(answer.reasons()).contains("Cannot say for gru: MRR was not measured.");
  }

  @Test
  void withoutANetworkNothingIsSaidToBeSettled() {
    List<RunResult> baselines =
        Examples.results(60).stream()
            .filter(run -> run.kind() == RunResult.RowKind.BASELINE)
            .toList();
    List<Recommendation> answers = Recommender.of(Comparison.of("few", baselines));
    for (UseCase useCase : List.of(UseCase.RESEARCH, UseCase.MAXIMUM_CAPACITY)) {
      Recommendation answer = answers.get(useCase.ordinal());
      assertThat(answer.answer()).isEqualTo(Answer.CANNOT_SAY);
      assertThat(answer.reasons().get(0)).contains("there is no network");
    }
  }
}
