package dev.nextvec.internal.page;

import dev.nextvec.compare.Figures;
import dev.nextvec.internal.page.Explored.Listing;
import dev.nextvec.internal.page.Explored.Named;
import dev.nextvec.internal.report.Html;

/** Where one chooses what to look at: an index, a document of it, or a pasted text. */
final class Chooser {
  private final ExploreQuery asked;
  private final Explored explored;
  private final Query index;

  Chooser(ExploreQuery asked, Explored explored) {
    this.asked = asked;
    this.explored = explored;
    this.index = Query.none().with(ExploreQuery.INDEX, explored.index());
  }

  void write(StringBuilder out) {
    out.append("<section class=\"choose\" aria-label=\"What to look at\">");
    if (explored.indexes().size() > 1) {
      indexes(out);
    }
    boolean searching = !asked.find().isEmpty() || asked.page() > 1;
    out.append("<details id=\"documents\"%s>".formatted(searching ? " open" : ""));
    out.append("<summary>Choose a document</summary>");
    finder(out);
    listing(out, explored.listing());
    out.append("</details><details id=\"paste\"%s>".formatted(open(asked.text().isPresent())));
    out.append("<summary>Paste a text</summary>");
    paste(out);
    out.append("</details></section>");
  }

  private static String open(boolean open) {
    return open ? " open" : "";
  }

  private void indexes(StringBuilder out) {
    out.append("<form class=\"inline\" action=\"%s\">".formatted(ExploreView.TAB.path()));
    out.append("<label for=\"index\">Index</label><select id=\"index\" name=\"index\">");
    for (String each : explored.indexes()) {
      out.append("<option%s>".formatted(each.equals(explored.index()) ? " selected" : ""));
      out.append(Html.escape(each)).append("</option>");
    }
    out.append("</select><button>Show</button></form>");
  }

  private void finder(StringBuilder out) {
    out.append("<form class=\"inline\" role=\"search\" action=\"/explore\">");
    Markup.hidden(out, ExploreQuery.INDEX, explored.index());
    asked.document().ifPresent(id -> Markup.hidden(out, ExploreQuery.DOCUMENT, id));
    asked.at().ifPresent(at -> Markup.hidden(out, ExploreQuery.AT, Long.toString(at)));
    out.append("<label for=\"find\">A part of its title or name</label>");
    out.append("<input id=\"find\" name=\"find\" type=\"search\" maxlength=\"200\" value=\"");
    out.append(Html.escape(asked.find())).append("\"><button>Find</button></form>");
  }

  private void listing(StringBuilder out, Listing listing) {
    out.append("<p class=\"note\">%s</p>".formatted(told(listing)));
    out.append("<ol class=\"listing\">");
    for (Named each : listing.documents()) {
      String link = index.with(ExploreQuery.DOCUMENT, each.id()).link("/explore");
      out.append("<li><a href=\"%s\"><bdi>".formatted(Html.escape(link)));
      out.append(Html.escape(each.name())).append("</bdi></a><span>");
      out.append(Markup.chunks(each.chunks())).append("</span></li>");
    }
    out.append("</ol>");
    if (listing.pages() > 1) {
      pages(out, listing);
    }
  }

  private String told(Listing listing) {
    String what =
        listing.found() == 1 ? "1 document" : Figures.count(listing.found()) + " documents";
    return asked.find().isEmpty()
        ? what + " in this index."
        : "%s with <q>%s</q> in title or name.".formatted(what, Html.escape(asked.find()));
  }

  private void pages(StringBuilder out, Listing listing) {
    Query kept = kept();
    out.append("<nav class=\"pages\" aria-label=\"Pages of the list\">");
    page(out, kept, listing.page() - 1, listing, "Previous");
    out.append("<span>%d of %d</span>".formatted(listing.page(), listing.pages()));
    page(out, kept, listing.page() + 1, listing, "Next");
    out.append("</nav>");
  }

  /** What stays while one looks for another document. */
  private Query kept() {
    Query kept = index;
    if (asked.document().isPresent()) {
      kept = kept.with(ExploreQuery.DOCUMENT, asked.document().get());
    }
    if (asked.at().isPresent()) {
      kept = kept.with(ExploreQuery.AT, Long.toString(asked.at().getAsLong()));
    }
    return asked.find().isEmpty() ? kept : kept.with(ExploreQuery.FIND, asked.find());
  }

  private static void page(StringBuilder out, Query kept, int to, Listing listing, String word) {
    if (to >= 1 && to <= listing.pages()) {
      String link = kept.with(ExploreQuery.PAGE, Integer.toString(to)).link("/explore");
      out.append("<a href=\"%s\">%s</a>".formatted(Html.escape(link), word));
    }
  }

  private void paste(StringBuilder out) {
    out.append("<form class=\"form\" action=\"/explore\">");
    Markup.hidden(out, ExploreQuery.INDEX, explored.index());
    out.append("<label for=\"text\">A text; its last chunks count</label>");
    out.append(
        "<textarea id=\"text\" name=\"text\" rows=\"6\" maxlength=\"%d\" required dir=\"auto\">\n"
            .formatted(ExploreQuery.LONGEST));
    out.append(Html.escape(asked.text().orElse(""))).append("</textarea>");
    out.append("<button>What comes next?</button></form>");
  }
}
