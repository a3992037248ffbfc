package dev.nextvec.internal.page;

import dev.nextvec.compare.Figures;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Document;
import dev.nextvec.internal.report.Html;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A document, chunk by chunk and page by page.
 *
 * @param document number of it
 * @param row the row that was asked for, if one was
 * @param page from 1
 */
record DocumentPages(
    Dataset dataset, PartsOfSplit split, int document, OptionalLong row, long page) {
  private static final int CHUNKS = 25;

  /**
   * What a query asks to read; empty where it asks for the whole dataset.
   *
   * @throws IllegalArgumentException if there is no such document or row
   */
  static Optional<DocumentPages> of(Dataset dataset, PartsOfSplit split, Query query) {
    OptionalLong row = query.number("row", 0, Math.max(0, dataset.count() - 1));
    Optional<String> id = query.text("document");
    if (row.isEmpty() && id.isEmpty()) {
      return Optional.empty();
    }
    int document = id.isPresent() ? named(dataset, id.get()) : holding(dataset, row.getAsLong());
    Document found = dataset.documents().get(document);
    long last = Math.max(1, (found.count() + CHUNKS - 1) / CHUNKS);
    long page =
        row.isPresent() && id.isEmpty()
            ? (row.getAsLong() - found.first()) / CHUNKS + 1
            : Math.min(last, query.number("page", 1, Integer.MAX_VALUE).orElse(1));
    return Optional.of(new DocumentPages(dataset, split, document, row, page));
  }

  private static int named(Dataset dataset, String id) {
    List<Document> all = dataset.documents();
    for (int d = 0; d < all.size(); d++) {
      if (all.get(d).id().equals(id)) {
        return d;
      }
    }
    throw new IllegalArgumentException("the dataset has no document `%s`".formatted(id));
  }

  private static int holding(Dataset dataset, long row) {
    List<Document> all = dataset.documents();
    for (int d = 0; d < all.size(); d++) {
      if (row >= all.get(d).first() && row < all.get(d).first() + all.get(d).count()) {
        return d;
      }
    }
    throw new IllegalArgumentException("row %d belongs to no document".formatted(row));
  }

  private Document found() {
    return dataset.documents().get(document);
  }

  private long pages() {
    return Math.max(1, (found().count() + CHUNKS - 1) / CHUNKS);
  }

  String html() throws IOException {
    Document own = found();
    String map = Query.none().with("document", own.id()).link(MapView.TAB.path());
    StringBuilder out = new StringBuilder();
    out.append("<p><a href=\"/data\">All of the dataset</a></p><section><h2><bdi>");
    out.append(Html.escape(MapPicture.name(own))).append("</bdi></h2><p class=\"card\"><bdi>");
    out.append(Html.escape(own.id())).append("</bdi>: ");
    out.append(Markup.chunks(own.count())).append(", rows from ");
    out.append(Figures.count(own.first())).append(" on; part: ");
    out.append(split.parts().get(document).words());
    out.append(". <a href=\"%s\">Its path on the map</a></p>".formatted(Html.escape(map)));
    pages(out);
    out.append("<ol class=\"said\">");
    long from = (page - 1) * CHUNKS;
    for (long c = from; c < Math.min(own.count(), from + CHUNKS); c++) {
      chunk(out, own, c);
    }
    out.append("</ol>");
    pages(out);
    return out.append("</section>").toString();
  }

  private void chunk(StringBuilder out, Document own, long c) throws IOException {
    long at = own.first() + c;
    boolean asked = row.isPresent() && row.getAsLong() == at;
    out.append(
        "<li id=\"row-%d\"%s><p class=\"where\"><span>chunk %s</span><span>row %s</span></p>"
            .formatted(at, asked ? " class=\"truth\"" : "", Figures.count(c), Figures.count(at)));
    out.append(
        dataset.texts().isPresent()
            ? Markup.text(dataset.texts().get().text(at))
            : "<p class=\"chunk none\">This dataset keeps no texts.</p>");
    out.append("</li>");
  }

  private void pages(StringBuilder out) {
    if (pages() == 1) {
      return;
    }
    out.append("<nav class=\"pages\" aria-label=\"Pages of the document\">");
    to(out, page - 1, "prev", "◀ Earlier");
    out.append("<span>page %s of %s</span>".formatted(Figures.count(page), Figures.count(pages())));
    to(out, page + 1, "next", "Later ▶");
    out.append("</nav>");
  }

  private void to(StringBuilder out, long other, String rel, String words) {
    if (other >= 1 && other <= pages()) {
      String link =
          Query.none()
              .with("document", found().id())
              .with("page", Long.toString(other))
              .link(DataView.TAB.path());
      out.append("<a rel=\"%s\" href=\"%s\">%s</a>".formatted(rel, Html.escape(link), words));
    }
  }
}
