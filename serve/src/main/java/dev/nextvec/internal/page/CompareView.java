package dev.nextvec.internal.page;

import dev.nextvec.internal.compare.StoredComparison;
import dev.nextvec.internal.page.ComparisonSource.Compared;
import dev.nextvec.internal.report.ComparisonView;
import dev.nextvec.internal.report.Html;
import dev.nextvec.internal.report.RunNames;
import dev.nextvec.internal.retrieval.IndexManifest;
import dev.nextvec.internal.run.RunDirectory;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The comparison of runs with each other and with the baselines, as {@code compare} gives it. */
public final class CompareView implements View {
  /** How the navigation names it. */
  public static final Tab TAB =
      new Tab(
          "/compare",
          "Compare",
          "Networks and baselines on the same test windows: which differences are real, and what to"
              + " use.");

  private final Optional<RunFolder> folder;
  private final ComparisonSource source;

  /**
   * The view.
   *
   * @param folder of the runs, where one is shown
   * @param source makes comparisons
   */
  public CompareView(Optional<RunFolder> folder, ComparisonSource source) {
    this.folder = folder;
    this.source = source;
  }

  @Override
  public Tab tab() {
    return TAB;
  }

  @Override
  public List<String> scripts() {
    return List.of("views.js");
  }

  @Override
  public Set<String> parameters() {
    return Set.of(
        CompareQuery.GROUP,
        CompareQuery.COLUMNS,
        CompareQuery.SORT,
        CompareQuery.UP,
        CompareQuery.KIND,
        CompareQuery.NAME);
  }

  @Override
  public String body(Query query) throws Exception {
    if (folder.isEmpty()) {
      return RunsShown.none();
    }
    RunsShown shown = RunsShown.of(folder.get(), query, TAB.path());
    if (shown.group().isEmpty()) {
      return shown.empty();
    }
    StringBuilder out = new StringBuilder(shown.choice());
    switch (source.of(shown.group().get())) {
      case Prepared.Outcome.Ready<Compared> ready ->
          compared(out, ready.value(), shown, new CompareQuery(query));
      case Prepared.Outcome.Pending<Compared> pending ->
          out.append(
              Waiting.of("The comparison is being made", pending.words(), query.link(TAB.path())));
      case Prepared.Outcome.Failed<Compared> failed ->
          out.append(Markup.problem("The comparison failed: " + failed.why() + "."));
    }
    return out.append(shown.unreadable()).toString();
  }

  private void compared(StringBuilder out, Compared compared, RunsShown shown, CompareQuery asked) {
    StoredComparison stored = compared.stored();
    if (compared.view().isEmpty()) {
      nothing(out, stored, shown);
      lacking(out, stored);
      lacking(out, compared, shown);
      return;
    }
    ComparisonView view = compared.view().get();
    out.append(view.verdict());
    lacking(out, stored);
    lacking(out, compared, shown);
    out.append("<section><h2>What to use</h2>").append(view.picks()).append("</section>");
    out.append("<section><h2>What was found</h2>").append(view.findings()).append("</section>");
    new FigureTable(view, asked).write(out);
    out.append(view.search());
    out.append(view.pairs());
    out.append("<section><h2>In pictures</h2>").append(view.pictures()).append("</section>");
    out.append("<section><h2>In detail</h2>").append(view.details()).append("</section>");
    out.append(view.method());
  }

  private void nothing(StringBuilder out, StoredComparison stored, RunsShown shown) {
    String sentence =
        stored
            .problem()
            .map(why -> "There is no comparison of these runs: " + why + ".")
            .orElse(
                "No run here was tested since it was trained, so there is nothing to compare. This"
                    + " tests them and the baselines on the same windows:");
    out.append(Missing.of(sentence, "nextvec compare " + Markup.argument(shown.folder().path())));
  }

  /** Runs that are no part of it, each with what makes it one. */
  private static void lacking(StringBuilder out, StoredComparison stored) {
    if (!stored.untested().isEmpty()) {
      out.append(
          "<section class=\"lacking\"><h2>Not tested yet</h2><p class=\"note\">These runs"
              + " have no result of the weights they have now, so they are not compared.</p><ul>");
      for (RunDirectory each : stored.untested()) {
        String state = each.isTraining() ? " is still training" : "";
        out.append(
            "<li><strong><bdi>%s</bdi></strong>%s <code>nextvec evaluate %s</code></li>"
                .formatted(
                    Html.escape(each.name()), state, Html.escape(Markup.argument(each.path()))));
      }
      out.append("</ul></section>");
    }
    for (StoredComparison.Refused each : stored.refused()) {
      out.append(
          Markup.problem("`%s` is not compared: %s.".formatted(each.run().name(), each.why())));
    }
  }

  /** Packages and indexes that are no part of it, and the command that measures them. */
  private static void lacking(StringBuilder out, Compared compared, RunsShown shown) {
    for (BesideRuns.Lacking each : compared.lacking()) {
      String option = IndexManifest.isIn(each.path()) ? "--index " : "";
      out.append(Markup.problem("`%s` %s.".formatted(RunNames.ofDataset(each.path()), each.why())));
      if (each.why().endsWith(" yet")) {
        out.append(
            "<p><code>nextvec compare %s %s%s</code></p>"
                .formatted(
                    Html.escape(Markup.argument(shown.folder().path())),
                    option,
                    Html.escape(Markup.argument(each.path()))));
      }
    }
  }
}
