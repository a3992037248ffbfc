package dev.nextvec.internal.page;

import dev.nextvec.compare.Figures;
import dev.nextvec.internal.page.Explored.Column;
import dev.nextvec.internal.report.Html;
import dev.nextvec.retrieval.Hit;
import dev.nextvec.retrieval.Strategy;
import java.util.List;
import java.util.Locale;

/** What each way of searching finds, beside each other. */
final class ColumnsPanel {
  /** Hits of a column that are shown. */
  private static final int SHOWN = 6;

  private final Explored explored;

  ColumnsPanel(Explored explored) {
    this.explored = explored;
  }

  void write(StringBuilder out) {
    out.append(
        "<section class=\"found\" aria-labelledby=\"found\"><h2 id=\"found\">What comes next</h2>");
    out.append("<p class=\"card\">Choose a hit to go on from there.");
    if (explored.passage().next().isPresent()) {
      out.append(" The chunk that really comes next is marked where it is found.");
    }
    out.append("</p><div class=\"columns\">");
    for (int i = 0; i < explored.columns().size(); i++) {
      column(out, explored.columns().get(i), i);
    }
    out.append("</div></section>");
  }

  private void column(StringBuilder out, Column column, int number) {
    Strategy strategy = Strategy.parse(column.strategy());
    out.append(
        "<article class=\"column\" aria-labelledby=\"column-%1$d\"><h3 id=\"column-%1$d\">"
            .formatted(number));
    out.append(title(strategy)).append("</h3><p class=\"way\"><code>");
    out.append(Html.escape(column.strategy())).append("</code>");
    if (column.preferred()) {
      out.append("<span class=\"t-muted\">the default here</span>");
    }
    out.append("</p><p class=\"card\">").append(card(strategy)).append("</p>");
    truth(out, column);
    out.append("<ol class=\"hits\">");
    List<Hit> hits = column.hits();
    hits.stream().limit(SHOWN).forEach(hit -> hit(out, hit));
    hits.stream().skip(SHOWN).filter(this::isTruth).forEach(hit -> hit(out, hit));
    out.append("</ol>");
    if (hits.isEmpty()) {
      out.append("<p class=\"note\">It finds nothing.</p>");
    }
    request(out, column, number);
    out.append("</article>");
  }

  private void truth(StringBuilder out, Column column) {
    if (explored.passage().next().isEmpty()) {
      return;
    }
    boolean found = column.truth().isPresent();
    String said =
        found
            ? "Really next: rank " + column.truth().getAsInt()
            : "Really next: not among the first " + Figures.count(column.depth());
    out.append(
        "<p class=\"rank\"><span class=\"t-%s\">%s</span></p>"
            .formatted(found && column.truth().getAsInt() <= SHOWN ? "good" : "muted", said));
  }

  private void hit(StringBuilder out, Hit hit) {
    boolean truth = isTruth(hit);
    out.append(
        "<li%s><a href=\"%s\">"
            .formatted(
                truth ? " class=\"truth\"" : "",
                Markup.after(explored.index(), hit.document(), hit.position())));
    out.append(
        "<span class=\"where\"><span>%d</span><bdi>%s</bdi><span class=\"score\"><span>%s</span> <span>chunk %d</span></span></span>"
            .formatted(
                hit.rank(),
                Html.escape(hit.title().isBlank() ? hit.document() : hit.title()),
                score(hit.score()),
                hit.position()));
    if (truth) {
      out.append("<span class=\"mark\">really next</span>");
    }
    out.append(Markup.glimpse(hit.text())).append("</a></li>");
  }

  /** Cosines are told apart by their third digit, BM25's scores by their first. */
  private static String score(double score) {
    return String.format(Locale.ROOT, Math.abs(score) < 10 ? "%.3f" : "%.1f", score);
  }

  private boolean isTruth(Hit hit) {
    return explored.passage().next().isPresent()
        && explored.passage().document().map(Explored.Named::id).orElse("").equals(hit.document())
        && hit.position() == explored.passage().at();
  }

  private static void request(StringBuilder out, Column column, int number) {
    out.append("<details class=\"curl\"><summary>The same by <code>curl</code></summary>");
    out.append("<pre tabindex=\"0\" id=\"curl-%d\">".formatted(number));
    out.append(Html.escape(column.request())).append("</pre>");
    out.append(
        "<button type=\"button\" class=\"copy\" data-copy=\"curl-%d\" hidden>Copy</button></details>"
            .formatted(number));
  }

  private static String title(Strategy strategy) {
    return switch (strategy) {
      case Strategy.Vector vector ->
          switch (vector) {
            case MODEL -> "The model's prediction";
            case PERSISTENCE -> "The newest chunk";
            case AVERAGE -> "The average of the context";
          };
      case Strategy.Bm25 words -> "Words";
      case Strategy.WeightedSum sum -> "Vectors and words";
      case Strategy.ReciprocalRanks ranks -> "Ranks of both";
      case Strategy.Reranked ranked -> "Ordered anew";
    };
  }

  private static String card(Strategy strategy) {
    return switch (strategy) {
      case Strategy.Vector vector ->
          switch (vector) {
            case MODEL -> "Chunks nearest to the vector that the model predicts, by cosine.";
            case PERSISTENCE ->
                "Chunks nearest to what was said last, by cosine: what a model must beat.";
            case AVERAGE -> "Chunks nearest to the mean of the context, by cosine.";
          };
      case Strategy.Bm25 words -> "Chunks that share rare words with the two newest, by BM25.";
      case Strategy.WeightedSum sum -> "The cosine and BM25, added up.";
      case Strategy.ReciprocalRanks ranks ->
          "Chunks high in the list of vectors, in that of words, or in both.";
      case Strategy.Reranked ranked ->
          "First hits, ordered by a small network that was fitted on this corpus.";
    };
  }
}
