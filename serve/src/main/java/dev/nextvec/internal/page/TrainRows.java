package dev.nextvec.internal.page;

import dev.nextvec.compare.Figures;
import dev.nextvec.internal.report.Html;
import dev.nextvec.run.EpochRecord;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Runs as the rows of a table. */
final class TrainRows {
  private static final double ROUNDED = 0.00005;

  private final List<RunNow> runs;
  private final Optional<RunBoard.ToBeat> best;
  private final boolean control;

  /**
   * Rows.
   *
   * @param control whether each running one can be stopped
   */
  TrainRows(List<RunNow> runs, Optional<RunBoard.ToBeat> best, boolean control) {
    this.runs = runs;
    this.best = best;
    this.control = control;
  }

  String table() {
    StringBuilder out = new StringBuilder();
    out.append("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Runs\">");
    out.append("<table id=\"runs-table\"><thead><tr><th scope=\"col\">Run</th>");
    out.append("<th scope=\"col\">State</th><th scope=\"col\">Epoch</th>");
    out.append("<th scope=\"col\" class=\"n\">Best val cosine</th>");
    out.append("<th scope=\"col\" class=\"n\">%s</th>".formatted(against()));
    out.append("<th scope=\"col\">Time</th><th scope=\"col\">Machine</th>");
    out.append(control ? "<th scope=\"col\">Control</th>" : "").append("</tr></thead><tbody>");
    runs.forEach(run -> out.append(row(run)));
    return out.append("</tbody></table></div>").toString();
  }

  private String against() {
    return best.map(b -> "vs " + Html.escape(b.name())).orElse("vs best baseline");
  }

  /** One row. */
  String row(RunNow run) {
    StringBuilder out = new StringBuilder();
    out.append(
        "<tr data-run=\"%s\" class=\"%s\">"
            .formatted(Html.escape(run.name()), TrainPicture.colour(runs, run)));
    out.append("<th scope=\"row\"><span class=\"swatch\"></span><bdi>");
    out.append(Html.escape(run.name())).append("</bdi></th>");
    out.append(
        "<td><span class=\"state %s\" title=\"%s\">%s</span></td>"
            .formatted(
                run.state().name().toLowerCase(Locale.ROOT),
                Html.escape(run.state().says().replace("`", "")),
                run.state().words()));
    out.append("<td>").append(epochs(run)).append(unreadable(run)).append("</td>");
    Optional<EpochRecord> epoch = run.progress().best();
    out.append("<td class=\"n\">%s</td>".formatted(epoch.map(TrainRows::cosine).orElse("–")));
    out.append("<td class=\"n\">%s</td>".formatted(epoch.map(this::difference).orElse("–")));
    out.append("<td>").append(time(run)).append("</td>");
    out.append("<td class=\"where-trained\">").append(Html.escape(run.facts().machine()));
    out.append("</td>");
    if (control) {
      out.append("<td>").append(stop(run)).append("</td>");
    }
    return out.append("</tr>").toString();
  }

  private static String epochs(RunNow run) {
    return switch (run.state()) {
      case IMPORTED -> "–";
      case FINISHED -> Figures.count(run.progress().epoch());
      case TRAINING, STOPPED, DIED ->
          "<progress max=\"%d\" value=\"%d\" aria-label=\"Epochs of %s\"></progress> %s of %s"
              .formatted(
                  run.facts().epochs(),
                  run.progress().epoch(),
                  Html.escape(run.name()),
                  Figures.count(run.progress().epoch()),
                  Figures.count(run.facts().epochs()));
    };
  }

  private static String unreadable(RunNow run) {
    return run.unreadable() == 0
        ? ""
        : " <span class=\"below\">%s of metrics.jsonl cannot be read</span>"
            .formatted(Figures.counted(run.unreadable(), "line"));
  }

  private static String cosine(EpochRecord epoch) {
    return "%s <span class=\"at\">epoch %s</span>"
        .formatted(Figures.cosine(epoch.validationCosine()), Figures.count(epoch.epoch()));
  }

  private String difference(EpochRecord epoch) {
    if (best.isEmpty()) {
      return "–";
    }
    double difference = epoch.validationCosine() - best.get().cosine();
    String tone = difference > ROUNDED ? "above" : difference < -ROUNDED ? "below" : "even";
    return "<span class=\"%s\">%s</span>".formatted(tone, Figures.difference(difference));
  }

  private static String time(RunNow run) {
    String took = run.progress().epoch() == 0 ? "" : Figures.duration(run.progress().seconds());
    if (run.state() != RunState.TRAINING) {
      return took.isEmpty() ? "–" : took;
    }
    String left =
        run.left().isPresent()
            ? (run.facts().earlyStop() > 0 ? "at most " : "about ")
                + Figures.duration(run.left().getAsDouble())
                + " left"
            : "no epoch yet to tell";
    return took.isEmpty() ? left : left + " <span class=\"at\">after " + took + "</span>";
  }

  private static String stop(RunNow run) {
    return run.state() != RunState.TRAINING
        ? ""
        : """
        <details class="stop"><summary>Stop …</summary><form method="post" action="/train/stop"><input type="hidden" name="run" value="%s"><p>The program that trains it saves what it has and ends, with all runs that it trains. The same <code>train</code> command continues them.</p><button>Stop it</button></form></details>\
        """
            .formatted(Html.escape(run.name()));
  }
}
