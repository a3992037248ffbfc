package dev.nextvec.internal.page;

import dev.nextvec.compare.Figures;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Document;
import dev.nextvec.internal.page.PartsOfSplit.Part;
import dev.nextvec.internal.report.Html;
import dev.nextvec.internal.wording.Beginning;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The documents of a dataset, by pages, by length or in their order. */
final class DocumentList {
  private static final int LISTED = 50;
  private static final String ORDER = "order";
  private static final List<String> ORDERS = List.of("dataset", "longest", "shortest", "title");

  private final Dataset dataset;
  private final PartsOfSplit split;
  private final Query query;

  DocumentList(Dataset dataset, PartsOfSplit split, Query query) {
    this.dataset = dataset;
    this.split = split;
    this.query = query;
  }

  private String order() {
    String order = query.text(ORDER).orElse("dataset");
    if (!ORDERS.contains(order)) {
      throw new IllegalArgumentException("documents cannot be sorted by `%s`".formatted(order));
    }
    return order;
  }

  private String find() {
    return query.text("find").orElse("").strip();
  }

  void write(StringBuilder out) {
    List<Integer> found = found();
    int pages = Math.max(1, (found.size() + LISTED - 1) / LISTED);
    int page = (int) Math.min(pages, query.number("page", 1, Integer.MAX_VALUE).orElse(1));
    out.append("<section id=\"documents-of-data\"><h2>Documents</h2>");
    form(out);
    out.append(
        "<p class=\"note\">%s</p>"
            .formatted(
                find().isEmpty()
                    ? Figures.counted(found.size(), "document") + "."
                    : "%s with <q>%s</q> in title or name."
                        .formatted(
                            Figures.counted(found.size(), "document"), Html.escape(find()))));
    out.append("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Documents\">");
    out.append("<table><thead><tr><th scope=\"col\">Document</th><th scope=\"col\">Name</th>");
    out.append("<th scope=\"col\" class=\"n\">Chunks</th><th scope=\"col\">Part</th>");
    out.append("<th scope=\"col\">See</th></tr></thead><tbody>");
    found.stream().skip((page - 1L) * LISTED).limit(LISTED).forEach(d -> row(out, d));
    out.append("</tbody></table></div>");
    if (pages > 1) {
      out.append("<nav class=\"pages\" aria-label=\"Pages of the list\">");
      to(out, page - 1, pages, "Earlier");
      out.append("<span>%d of %d</span>".formatted(page, pages));
      to(out, page + 1, pages, "Later");
      out.append("</nav>");
    }
    out.append("</section>");
  }

  private List<Integer> found() {
    List<Document> all = dataset.documents();
    String part = find().toLowerCase(Locale.ROOT);
    List<Integer> found = new ArrayList<>();
    for (int d = 0; d < all.size(); d++) {
      String names = (all.get(d).title() + "\n" + all.get(d).id()).toLowerCase(Locale.ROOT);
      if (names.contains(part)) {
        found.add(d);
      }
    }
    Comparator<Integer> length = Comparator.comparingLong(d -> all.get(d).count());
    switch (order()) {
      case "longest" -> found.sort(length.reversed());
      case "shortest" -> found.sort(length);
      case "title" ->
          found.sort(
              Comparator.comparing(d -> MapPicture.name(all.get(d)).toLowerCase(Locale.ROOT)));
      default -> {} // as they stand in the dataset
    }
    return found;
  }

  private void form(StringBuilder out) {
    out.append("<form class=\"inline choice-line\" data-stay action=\"/data#documents-of-data\">");
    out.append("<label for=\"find\">A part of title or name</label>");
    out.append("<input id=\"find\" name=\"find\" type=\"search\" maxlength=\"200\" value=\"");
    out.append(Html.escape(find())).append("\"><label for=\"order\">in order of</label>");
    out.append("<select id=\"order\" name=\"order\">");
    for (String each : ORDERS) {
      out.append(
          "<option value=\"%s\"%s>%s</option>"
              .formatted(
                  each,
                  each.equals(order()) ? " selected" : "",
                  switch (each) {
                    case "longest" -> "length, longest first";
                    case "shortest" -> "length, shortest first";
                    case "title" -> "title";
                    default -> "the dataset";
                  }));
    }
    out.append("</select><button>Show</button></form>");
  }

  private void row(StringBuilder out, int d) {
    Document each = dataset.documents().get(d);
    Part part = split.parts().get(d);
    String read = Query.none().with("document", each.id()).link(DataView.TAB.path());
    String map = Query.none().with("document", each.id()).link(MapView.TAB.path());
    out.append(
        "<tr><th scope=\"row\"><a href=\"%s\"><bdi>%s</bdi></a></th><td><bdi>%s</bdi></td><td class=\"n\">%s</td><td><span class=\"part %s\">%s</span></td><td><a href=\"%s\">map<span class=\"hidden\"> of %s</span></a></td></tr>"
            .formatted(
                Html.escape(read),
                Html.escape(shortened(MapPicture.name(each))),
                Html.escape(shortened(each.id())),
                Figures.count(each.count()),
                part.words(),
                part == Part.NONE ? "no window" : part.words(),
                Html.escape(map),
                Html.escape(shortened(MapPicture.name(each)))));
  }

  private static String shortened(String text) {
    return Beginning.of(text, 80, "…");
  }

  private void to(StringBuilder out, int page, int pages, String word) {
    if (page >= 1 && page <= pages) {
      String link = query.with("page", Integer.toString(page)).link(DataView.TAB.path());
      out.append(
          "<a data-stay href=\"%s#documents-of-data\">%s</a>".formatted(Html.escape(link), word));
    }
  }
}
