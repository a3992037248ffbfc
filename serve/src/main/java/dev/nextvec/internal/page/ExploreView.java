package dev.nextvec.internal.page;

import dev.nextvec.internal.report.Html;
import java.util.Optional;
import java.util.Set;

/** What comes next after a place in a document, or after a text: found in several ways. */
public final class ExploreView implements View {
  /** How the navigation names it. */
  public static final Tab TAB =
      new Tab(
          "/explore",
          "Explore",
          "What was said, what each way of searching finds to come next, and what really does.");

  private final Explorer explorer;

  /**
   * The view.
   *
   * @param explorer asked once for each request
   */
  public ExploreView(Explorer explorer) {
    this.explorer = explorer;
  }

  @Override
  public Tab tab() {
    return TAB;
  }

  @Override
  public Set<String> parameters() {
    return Set.of(
        ExploreQuery.INDEX,
        ExploreQuery.DOCUMENT,
        ExploreQuery.AT,
        ExploreQuery.TEXT,
        ExploreQuery.FIND,
        ExploreQuery.PAGE);
  }

  @Override
  public String body(Query query) throws Exception {
    ExploreQuery asked = ExploreQuery.of(query);
    Optional<Explored> found = explorer.explore(asked);
    if (found.isEmpty()) {
      return Missing.of(
          "No index is served, so there is nothing to explore. An index makes a corpus searchable"
              + " for what comes next:",
          "nextvec index DATASET --model RUN --out my.index\nnextvec serve RUN my.index");
    }
    Explored explored = found.get();
    StringBuilder out = new StringBuilder();
    new Chooser(asked, explored).write(out);
    for (String note : explored.notes()) {
      out.append("<p class=\"warning\">").append(Html.sentence(note)).append("</p>");
    }
    out.append("<div class=\"explore\">");
    new PassagePanel(explored).write(out);
    new ColumnsPanel(explored).write(out);
    return out.append("</div>").toString();
  }
}
