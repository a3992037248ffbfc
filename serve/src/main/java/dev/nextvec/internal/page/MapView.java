package dev.nextvec.internal.page;

import dev.nextvec.compare.Figures;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Document;
import dev.nextvec.internal.page.Prepared.Outcome;
import dev.nextvec.internal.report.Html;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The chunks of a dataset in two dimensions, and a document's path through them. */
public final class MapView implements View {
  /** How the navigation names it. */
  public static final Tab TAB =
      new Tab(
          "/map",
          "Map",
          "Chunks by what their vectors differ in most. Apart here is apart in truth; together here"
              + " need not be.");

  private static final int LISTED = 300;

  private final DataSource source;
  private final Guesser guesser;

  /**
   * The view.
   *
   * @param source of the dataset
   * @param guesser predicts, where a model is served
   */
  public MapView(DataSource source, Guesser guesser) {
    this.source = source;
    this.guesser = guesser;
  }

  @Override
  public Tab tab() {
    return TAB;
  }

  @Override
  public List<String> scripts() {
    return List.of("views.js", "map.js");
  }

  @Override
  public Set<String> parameters() {
    return Set.of(MapQuery.DOCUMENT, MapQuery.AT, MapQuery.BY);
  }

  @Override
  public String body(Query query) throws Exception {
    Optional<DataSource.Opened> opened;
    try {
      opened = source.open();
    } catch (IOException e) {
      return Markup.problem("The dataset cannot be shown: " + e.getMessage() + ".");
    }
    if (opened.isEmpty()) {
      return DataView.none();
    }
    Dataset dataset = opened.get().dataset();
    MapQuery asked = MapQuery.of(query, dataset.documents());
    return switch (source.map(opened.get())) {
      case Outcome.Ready<ChunkMap> ready -> drawn(dataset, ready.value(), asked);
      case Outcome.Pending<ChunkMap> pending ->
          Waiting.of("The map is being drawn, once", pending.words(), query.link(TAB.path()));
      case Outcome.Failed<ChunkMap> failed ->
          Markup.problem("There is no map of this dataset: " + failed.why() + ".");
    };
  }

  private String drawn(Dataset dataset, ChunkMap map, MapQuery asked) throws Exception {
    Optional<MapPath> path =
        asked.document().isPresent()
            ? Optional.of(
                MapPath.of(
                    dataset,
                    map,
                    dataset.documents().get(asked.document().get()),
                    asked.at(),
                    guesser))
            : Optional.empty();
    StringBuilder out = new StringBuilder();
    out.append("<div class=\"mapped\">");
    form(out, dataset, asked);
    path.ifPresent(p -> place(out, p, asked));
    out.append("</div>");
    path.ifPresent(p -> out.append(told(p)));
    out.append("<figure class=\"map\" id=\"chunk-map\">");
    out.append(new MapPicture(dataset, map, asked, path).svg());
    out.append("<figcaption>").append(legend(map, asked)).append(caption(map));
    out.append("</figcaption></figure>");
    if (path.isPresent()) {
      texts(out, dataset, path.get(), asked);
    }
    return out.toString();
  }

  private static void form(StringBuilder out, Dataset dataset, MapQuery asked) {
    List<Document> all = dataset.documents();
    String chosen = asked.document().map(d -> all.get(d).id()).orElse("");
    out.append("<form class=\"inline choice-line\" data-stay action=\"/map\">");
    out.append("<label for=\"document\">Path of</label>");
    if (all.size() <= LISTED) {
      out.append(
          "<select id=\"document\" name=\"document\"><option value=\"\">no document</option>");
      for (Document each : all) {
        out.append(
            "<option value=\"%s\"%s>%s</option>"
                .formatted(
                    Html.escape(each.id()),
                    each.id().equals(chosen) ? " selected" : "",
                    Html.escape(MapPicture.name(each))));
      }
      out.append("</select>");
    } else {
      out.append(
          "<input id=\"document\" name=\"document\" type=\"search\" placeholder=\"name of a"
              + " document\" value=\"");
      out.append(Html.escape(chosen)).append("\">");
    }
    out.append("<label for=\"by\">Colours by</label><select id=\"by\" name=\"by\">");
    out.append("<option value=\"document\">document</option>");
    out.append(
        "<option value=\"coherence\"%s>coherence</option></select>"
            .formatted(asked.coherence() ? " selected" : ""));
    out.append("<button>Show</button></form>");
  }

  private void place(StringBuilder out, MapPath path, MapQuery asked) {
    String id = path.document().id();
    long last = path.document().count() - 1;
    out.append("<div class=\"steps\">");
    if (path.truth().isPresent()) {
      long at = path.truth().get().position();
      step(out, "prev", "◀ Earlier", asked.place(id, at - 1), at > 0);
      out.append(
          "<span>chunk %s of %s</span>"
              .formatted(Figures.count(at), Figures.count(path.document().count())));
      step(out, "next", "Later ▶", asked.place(id, at + 1), at < last);
    } else if (last >= 0) {
      long first = Math.min(last, Math.max(1, path.context()));
      step(out, "next", "Go along it ▶", asked.place(id, first), true);
    }
    out.append("</div>");
  }

  /** What is predicted at the place, or why nothing is. */
  private static String told(MapPath path) {
    if (path.guess().isPresent()) {
      return judged(path.guess().get());
    }
    if (path.truth().isEmpty()) {
      return "";
    }
    String why =
        path.context() == 0
            ? "No model is served that reads these vectors, so nothing is predicted here."
            : path.truth().get().position() < path.context()
                ? "The model reads %d chunks: nothing is predicted before there are so many."
                    .formatted(path.context())
                : "This model's predictions are to be compared with mapped chunks, so they have no"
                    + " place among these.";
    return "<p class=\"note\">" + why + "</p>";
  }

  private static void step(
      StringBuilder out, String rel, String words, String link, boolean there) {
    out.append(
        there
            ? "<a class=\"button\" id=\"%s\" rel=\"%s\" data-stay href=\"%s\">%s</a>"
                .formatted(rel, rel, Html.escape(link), words)
            : "<span class=\"button off\">%s</span>".formatted(words));
  }

  private static String judged(MapPath.Guessed guess) {
    return "<p class=\"card\">%s</p>"
        .formatted(
            Html.sentence(
                String.format(
                    Locale.ROOT,
                    "`%s` predicts a vector with a cosine of %.4f to the chunk that really comes"
                        + " next; the newest chunk itself has %.4f. One place is an anecdote:"
                        + " Compare says what is so on test documents.",
                    guess.model(),
                    guess.cosine(),
                    guess.persistence())));
  }

  private static String legend(ChunkMap map, MapQuery asked) {
    if (!asked.coherence()) {
      return "Each document has a colour; six colours repeat. ";
    }
    double[] bounds = MapPicture.bounds(map);
    StringBuilder out = new StringBuilder("<span class=\"legend\">");
    for (int k = 0; k < MapPicture.STEPS; k++) {
      String words =
          k == 0
              ? "to " + Figures.cosine(bounds[0])
              : k == bounds.length
                  ? "above " + Figures.cosine(bounds[k - 1])
                  : "to " + Figures.cosine(bounds[k]);
      out.append("<span><i class=\"key k%d\"></i>%s</span>".formatted(k, words));
    }
    return out.append("</span> Cosine of a chunk with the one before it. ").toString();
  }

  private static String caption(ChunkMap map) {
    String sample =
        map.dots().size() < map.chunks()
            ? "An even sample: %s of %s chunks. "
                .formatted(Figures.count(map.dots().size()), Figures.count(map.chunks()))
            : "All %s chunks. ".formatted(Figures.count(map.chunks()));
    String fitted =
        map.fitted() < map.chunks()
            ? ", found in an even sample of " + Figures.count(map.fitted())
            : "";
    return sample
        + String.format(
            Locale.ROOT,
            "The two directions in which the vectors differ most (principal components%s) hold %.1f"
                + " %% and %.1f %% of their variance: the rest, %.1f %%, is not seen here. Point at"
                + " a chunk to read it; click it to follow its document.",
            fitted,
            100 * map.plane().share(0),
            100 * map.plane().share(1),
            100 * Math.max(0, 1 - map.plane().share(0) - map.plane().share(1)));
  }

  /** The chunks around the place, for who cannot see the picture too. */
  private static void texts(StringBuilder out, Dataset dataset, MapPath path, MapQuery asked)
      throws IOException {
    if (dataset.texts().isEmpty() || path.truth().isEmpty()) {
      return;
    }
    long at = path.truth().get().position();
    out.append("<section><h2>Around chunk %s</h2><ol class=\"said\">".formatted(Figures.count(at)));
    for (long p = Math.max(0, at - 2); p <= Math.min(path.document().count() - 1, at + 1); p++) {
      out.append(
          "<li%s><p class=\"where\"><a data-stay href=\"%s\">chunk %s</a>%s</p>"
              .formatted(
                  p == at ? " class=\"truth\"" : "",
                  Html.escape(asked.place(path.document().id(), p)),
                  Figures.count(p),
                  p == at ? "<span class=\"mark\">really next</span>" : ""));
      out.append(Markup.text(dataset.texts().get().text(path.document().first() + p)));
      out.append("</li>");
    }
    out.append("</ol></section>");
  }
}
