package dev.nextvec.internal.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.Wording;
import dev.nextvec.eval.Evaluation;
import dev.nextvec.internal.report.Page.Fact;
import dev.nextvec.internal.report.Table.Column;
import dev.nextvec.internal.report.Table.Line;
import dev.nextvec.recommend.Limits;
import dev.nextvec.recommend.Recommendation;
import dev.nextvec.recommend.Recommendation.Answer;
import dev.nextvec.recommend.Recommendation.Exclusion;
import dev.nextvec.stats.Need;
import dev.nextvec.stats.Statement;
import dev.nextvec.stats.Summary;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Recommendations as text, Markdown, JSON and HTML, alone or inside a comparison. */
public final class RecommendationReport {
  /** The table's name in a report. */
  static final String ID = "recommendation";

  private RecommendationReport() {}

  /**
   * For the terminal.
   *
   * @param width cells in a line
   * @param colour whether to use ANSI colours
   */
  public static String text(
      Comparison comparison,
      List<Recommendation> recommendations,
      Limits limits,
      int width,
      boolean colour) {
    StringBuilder out = new StringBuilder(TerminalReport.wrap(headline(comparison, limits), width));
    out.append('\n').append(TerminalReport.summary(summary(comparison, recommendations), width));
    warnings(comparison).forEach(text -> out.append(TerminalReport.wrap("Note: " + text, width)));
    for (Recommendation recommendation : recommendations) {
      String name = recommendation.useCase().label() + ": ";
      out.append('\n').append(bold(name + recommendation.headline(), colour)).append('\n');
      String reasons = String.join(" ", recommendation.reasons());
      TerminalReport.wrap(reasons, width - 2)
          .lines()
          .forEach(line -> out.append("  ").append(line).append('\n'));
    }
    excluded(recommendations)
        .ifPresent(text -> out.append('\n').append(TerminalReport.wrap(text, width)));
    return out.toString();
  }

  /** The first screen: what to use for the first purposes asked for. */
  public static Summary summary(Comparison comparison, List<Recommendation> recommendations) {
    List<Need> needs =
        recommendations.stream()
            .filter(r -> r.answer() == Answer.CANNOT_SAY)
            .flatMap(r -> r.needs().stream())
            .distinct()
            .toList();
    boolean unsaid = recommendations.stream().allMatch(r -> r.answer() == Answer.CANNOT_SAY);
    String verdict = unsaid ? "Cannot say what to use." : choices(recommendations);
    String next =
        needs.isEmpty()
            ? "read why below; `compare` shows every figure."
            : Need.sentence(needs).replaceFirst("^What would tell: ", "");
    int documents = comparison.rows().get(0).cosine().documents();
    if (!comparison.standing().marks().isEmpty()) {
      return new Summary(
          "The test leaks, which was allowed. " + verdict,
          "split or clean the data anew, and train again.",
          "not at all; the test leaks.");
    }
    String sure =
        comparison.rows().get(0).cosine().interval().isEmpty()
            ? "not at all; %s.".formatted(Statement.noInterval(documents))
            : "95 % intervals stand with the reasons, from "
                + Figures.counted(documents, "test document")
                + ".";
    return new Summary(verdict, next, sure);
  }

  private static String choices(List<Recommendation> recommendations) {
    return recommendations.stream()
        .filter(r -> r.answer() != Answer.SEVERAL || recommendations.size() == 1)
        .limit(3)
        .map(r -> "%s: %s".formatted(r.useCase().label(), chosen(r)))
        .collect(Collectors.joining("; ", "", "."));
  }

  private static String chosen(Recommendation recommendation) {
    return switch (recommendation.answer()) {
      case NETWORK, BASELINE -> Wording.shortened(recommendation.headline());
      case NO_MODEL, SEVERAL, NOTHING, CANNOT_SAY -> recommendation.headline();
    };
  }

  private static String bold(String text, boolean colour) {
    return colour ? "\u001b[1m" + text + "\u001b[0m" : text;
  }

  private static String headline(Comparison comparison, Limits limits) {
    Evaluation evaluation = comparison.rows().get(0).evaluation();
    String words = limits.inWords();
    return "%s (%s): %s in %s%s"
        .formatted(
            comparison.dataset(),
            comparison.standing().domain(),
            Figures.counted(evaluation.windows(), "test window"),
            Figures.counted(evaluation.documents(), "document"),
            words.isEmpty() ? "" : "; " + words);
  }

  /** What makes the numbers doubtful, then what a reader must know. */
  private static List<String> warnings(Comparison comparison) {
    return Stream.concat(comparison.standing().stamps().stream(), comparison.warnings().stream())
        .toList();
  }

  /** What the limits ruled out, in one sentence. */
  private static Optional<String> excluded(List<Recommendation> recommendations) {
    List<Exclusion> excluded =
        recommendations.stream().flatMap(r -> r.excluded().stream()).distinct().toList();
    return excluded.isEmpty()
        ? Optional.empty()
        : Optional.of(
            excluded.stream()
                .map(e -> "%s (%s)".formatted(e.model(), e.reason()))
                .collect(Collectors.joining(", ", "Ruled out by the limits: ", ".")));
  }

  /** As Markdown. */
  public static String markdown(
      Comparison comparison, List<Recommendation> recommendations, Limits limits) {
    StringBuilder out = new StringBuilder("# What to use: ");
    out.append(MarkdownReport.escape(comparison.dataset())).append("\n\n");
    out.append(MarkdownReport.escape(headline(comparison, limits))).append("\n\n");
    MarkdownReport.summary(summary(comparison, recommendations), out);
    warnings(comparison)
        .forEach(
            text ->
                out.append("\n> **Note:** ").append(MarkdownReport.sentence(text)).append('\n'));
    out.append('\n')
        .append(MarkdownReport.table(table(recommendations).standing(comparison.standing()), 2));
    out.append("\n## How this is decided\n\n");
    recommendations.forEach(
        r ->
            out.append("- **%s**: ".formatted(MarkdownReport.escape(r.useCase().label())))
                .append(MarkdownReport.sentence(r.rule()))
                .append('\n'));
    return out.toString();
  }

  /** One row per use case. */
  static Table table(List<Recommendation> recommendations) {
    List<Line> lines =
        recommendations.stream()
            .map(
                r ->
                    Line.of(r.useCase().label(), r.headline(), String.join(" ", r.reasons()))
                        .with(1, Table.Tone.STRONG))
            .toList();
    return new Table(
        ID,
        "Use case recommendations",
        excluded(recommendations).orElse("From results measured on these test windows."),
        List.of(Column.text("Use case"), Column.text("Recommended"), Column.text("Why")),
        lines);
  }

  /** As one page that needs nothing else. */
  public static String html(
      Comparison comparison, List<Recommendation> recommendations, Limits limits) {
    Evaluation evaluation = comparison.rows().get(0).evaluation();
    Page page =
        new Page("What to use: " + comparison.dataset())
            .header(
                "Recommendation · " + comparison.dataset(),
                summary(comparison, recommendations),
                List.of(
                    new Fact("Test windows", Figures.count(evaluation.windows())),
                    new Fact("Test documents", Figures.count(evaluation.documents())),
                    new Fact("Limits", limits.inWords().isEmpty() ? "none" : limits.inWords())),
                List.of(),
                warnings(comparison));
    page.heading("What to use").markup(cards(recommendations));
    excluded(recommendations).ifPresent(page::paragraph);
    page.heading("What it rests on").findings(comparison.findings());
    Stream.concat(
            SearchTables.of(comparison),
            Stream.of(
                QualityTables.performance(comparison),
                RetrievalTables.test(comparison),
                CostTables.speed(comparison),
                CostTables.complexity(comparison)))
        .filter(table -> !table.rows().isEmpty())
        .forEach(table -> page.table(table.standing(comparison.standing())));
    return page.end();
  }

  /** One card per use case; escaped. */
  static String cards(List<Recommendation> recommendations) {
    StringBuilder out = new StringBuilder("<div class=\"picks\">");
    for (Recommendation r : recommendations) {
      String kind = r.answer().name().toLowerCase(Locale.ROOT).replace('_', '-');
      out.append("<article class=\"pick p-%s\"><h3>".formatted(kind));
      out.append(Html.escape(r.useCase().label())).append("</h3><p class=\"choice\">");
      out.append(Html.headline(r.headline())).append("</p>");
      r.reasons().forEach(text -> out.append("<p>").append(Html.sentence(text)).append("</p>"));
      out.append("<details><summary>The rule</summary><p>");
      out.append(Html.sentence(r.rule())).append("</p></details></article>");
    }
    return out.append("</div>").toString();
  }

  /**
   * As JSON: {@code use_cases}, each with {@code use_case}, {@code answer} ({@code network}, {@code
   * baseline}, {@code no-model}, {@code several}, {@code nothing}, {@code cannot-say}), {@code
   * models}, {@code reasons}, {@code needs}, {@code rule} and {@code excluded}.
   */
  public static ArrayNode json(List<Recommendation> recommendations) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Recommendation r : recommendations) {
      ObjectNode node = array.addObject();
      node.put("use_case", r.useCase().key());
      node.put("answer", r.answer().name().toLowerCase(Locale.ROOT).replace('_', '-'));
      r.models().forEach(node.putArray("models")::add);
      r.reasons().forEach(node.putArray("reasons")::add);
      node.set("needs", NeedJson.of(r.needs()));
      node.put("rule", r.rule());
      ArrayNode excluded = node.putArray("excluded");
      r.excluded()
          .forEach(e -> excluded.addObject().put("model", e.model()).put("reason", e.reason()));
    }
    return array;
  }
}
