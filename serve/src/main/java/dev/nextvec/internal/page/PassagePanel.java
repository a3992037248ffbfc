package dev.nextvec.internal.page;

import dev.nextvec.internal.page.Explored.Chunk;
import dev.nextvec.internal.page.Explored.Named;
import dev.nextvec.internal.page.Explored.Passage;
import dev.nextvec.internal.report.Html;
import java.util.Locale;
import java.util.Optional;

/** The chunks that were said last, in order, and the one that really comes next. */
final class PassagePanel {
  private static final int SHADES = 10;
  private final String index;
  private final Passage passage;

  PassagePanel(Explored explored) {
    this.index = explored.index();
    this.passage = explored.passage();
  }

  void write(StringBuilder out) {
    out.append("<section class=\"passage\" aria-labelledby=\"said\"><h2 id=\"said\">");
    Optional<Named> document = passage.document();
    out.append(
        document
            .map(each -> "<bdi>" + Html.escape(each.name()) + "</bdi>")
            .orElse("The pasted text"));
    out.append("</h2><p class=\"card\">");
    out.append(
        document.isPresent()
            ? "The last chunks before the place, in order, and below them the chunk that really"
                + " comes next."
            : "Its last chunks, in order.");
    passage.model().ifPresent(model -> attention(out, model));
    out.append("</p>");
    document.ifPresent(each -> place(out, each));
    out.append("<ol class=\"said\">");
    passage.context().forEach(each -> chunk(out, each));
    passage.next().ifPresent(each -> next(out, each));
    out.append("</ol>");
    if (document.isPresent() && passage.next().isEmpty()) {
      out.append("<p class=\"note\">The document ends here: nothing says what comes next.</p>");
    }
    out.append("</section>");
  }

  private static void attention(StringBuilder out, String model) {
    out.append(" The stronger a chunk's colour, the more the model <code>");
    out.append(Html.escape(model)).append("</code> attends to it.");
  }

  private void place(StringBuilder out, Named document) {
    out.append("<nav class=\"steps\" aria-label=\"Place in the document\">");
    step(out, document, passage.at() - 1, "prev", "\u2190 Back", "ArrowLeft");
    step(out, document, passage.at() + 1, "next", "On \u2192", "ArrowRight");
    out.append("<form class=\"inline\" action=\"%s\">".formatted(ExploreView.TAB.path()));
    Markup.hidden(out, ExploreQuery.INDEX, index);
    Markup.hidden(out, ExploreQuery.DOCUMENT, document.id());
    out.append("<label for=\"at\">Next is chunk</label>");
    out.append(
        "<input id=\"at\" name=\"at\" type=\"number\" min=\"1\" max=\"%d\" value=\"%d\">"
            .formatted(document.chunks(), passage.at()));
    out.append("<button>Go</button></form><span class=\"note\">");
    out.append(Markup.chunks(document.chunks())).append(", counted from 0</span>");
    out.append("<a class=\"down\" href=\"#found\">What comes next \u2193</a></nav>");
  }

  private void step(
      StringBuilder out, Named document, long to, String rel, String word, String key) {
    if (to >= 1 && to <= document.chunks()) {
      out.append(
          "<a id=\"%1$s\" rel=\"%1$s\" class=\"button\" href=\"%2$s\" aria-keyshortcuts=\"%3$s\">%4$s</a>"
              .formatted(rel, Markup.at(index, document.id(), to), key, word));
    } else {
      out.append("<span class=\"button off\" aria-hidden=\"true\">%s</span>".formatted(word));
    }
  }

  private static void chunk(StringBuilder out, Chunk each) {
    out.append("<li class=\"a%d\"><div class=\"where\"><span>".formatted(shade(each)));
    out.append("Chunk ").append(each.position()).append("</span>");
    if (each.attention().isPresent()) {
      out.append("<span>attention %s</span>".formatted(figure(each.attention().getAsDouble())));
    }
    out.append("</div>").append(Markup.text(each.text())).append("</li>");
  }

  /** The whole of the attention is darkest. */
  private static int shade(Chunk each) {
    return (int) Math.round(SHADES * Math.clamp(each.attention().orElse(0), 0, 1));
  }

  private static void next(StringBuilder out, Chunk each) {
    out.append("<li class=\"truth\"><div class=\"where\"><span>Chunk ").append(each.position());
    out.append("</span><span class=\"mark\">really next</span></div>");
    out.append(Markup.text(each.text())).append("</li>");
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
