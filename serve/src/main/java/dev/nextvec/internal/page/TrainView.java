package dev.nextvec.internal.page;

import dev.nextvec.compare.Figures;
import dev.nextvec.internal.page.TrainPicture.Measured;
import dev.nextvec.internal.report.HistoryPlot;
import dev.nextvec.internal.report.Html;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Trainings in progress and done: how far they are, what they reach, what is to be beaten. */
public final class TrainView implements View {
  /** How the navigation names it. */
  public static final Tab TAB =
      new Tab(
          "/train",
          "Train",
          "Runs in progress and done on one dataset and split, and what the best baseline has"
              + " on the same validation windows.");

  private final Optional<RunBoard> board;
  private final boolean control;

  /**
   * The view.
   *
   * @param board of the runs, where a folder of them is shown
   * @param control whether trainings can be stopped from here
   */
  public TrainView(Optional<RunBoard> board, boolean control) {
    this.board = board;
    this.control = control;
  }

  @Override
  public Tab tab() {
    return TAB;
  }

  @Override
  public List<String> scripts() {
    return List.of("views.js", "train.js");
  }

  @Override
  public Set<String> parameters() {
    return Set.of(CompareQuery.GROUP, "measure", "told");
  }

  @Override
  public String body(Query query) {
    if (board.isEmpty()) {
      return RunsShown.none();
    }
    RunsShown shown = RunsShown.of(board.get().folder(), query, TAB.path());
    if (shown.group().isEmpty()) {
      return shown.empty();
    }
    String group = shown.group().get().id();
    Measured measured = Measured.of(query);
    List<RunNow> runs = of(board.get().look(), group);
    Optional<RunBoard.ToBeat> best = runs.stream().findFirst().flatMap(board.get()::toBeat);
    List<HistoryPlot> plots = TrainPicture.of(runs, measured, best);
    StringBuilder out = new StringBuilder(shown.choice());
    query.text("told").ifPresent(run -> out.append(told(run)));
    out.append("<p id=\"told\" class=\"card\" role=\"status\">").append(sums(runs)).append("</p>");
    measures(out, query.with(CompareQuery.GROUP, group), measured);
    Query live = Query.none().with(CompareQuery.GROUP, group).with("measure", measured.key());
    out.append(
        "<figure id=\"curves\" class=\"live\" data-events=\"%s\" data-column=\"%d\">%s<figcaption>%s</figcaption></figure>"
            .formatted(
                Html.escape(live.link("/train/events")),
                measured.column(),
                plots.stream().map(HistoryPlot::svg).collect(Collectors.joining()),
                caption(best)));
    out.append(new TrainRows(runs, best, control).table());
    return out.append(shown.unreadable()).toString();
  }

  /** The runs of a group. */
  static List<RunNow> of(List<RunNow> all, String group) {
    return all.stream().filter(run -> run.group().equals(group)).toList();
  }

  private static String told(String run) {
    return "<p class=\"warning\">%s</p>"
        .formatted(
            Html.sentence(
                "The program that trains `%s` was asked to end: it saves what it has first."
                    .formatted(run)));
  }

  /** How many are at what. */
  static String sums(List<RunNow> runs) {
    return Stream.of(RunState.values())
        .map(
            state -> {
              long count = runs.stream().filter(run -> run.state() == state).count();
              return count == 0 ? "" : Figures.count(count) + " " + state.words();
            })
        .filter(words -> !words.isEmpty())
        .collect(Collectors.joining(", "));
  }

  private static void measures(StringBuilder out, Query query, Measured measured) {
    out.append("<nav class=\"groups\" aria-label=\"What is drawn\">");
    for (Measured each : Measured.values()) {
      out.append(
          "<a id=\"measure-%s\" data-stay href=\"%s\"%s>%s</a>"
              .formatted(
                  each.key(),
                  Html.escape(query.with("measure", each.key()).without("told").link(TAB.path())),
                  each == measured ? " aria-current=\"true\"" : "",
                  each.words()));
    }
    out.append("</nav>");
  }

  private static String caption(Optional<RunBoard.ToBeat> best) {
    return "One line for each run; point at a line or a row to see which. A line that leaves the"
        + " picture starts far from the rest. "
        + (best.isPresent()
            ? "Dashes: the best baseline on the same validation windows, which a network must beat"
                + " to be worth its cost. Which difference is real is said by Compare, on the"
                + " test windows."
            : "The baselines were not tested on these windows yet: <code>nextvec compare</code>"
                + " does it, then this picture shows what is to be beaten.");
  }
}
