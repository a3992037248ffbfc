package dev.nextvec.internal.page;

import dev.nextvec.compare.Figures;
import dev.nextvec.internal.page.RunFolder.Contents;
import dev.nextvec.internal.page.RunFolder.Group;
import dev.nextvec.internal.page.RunFolder.Unreadable;
import dev.nextvec.internal.report.Html;
import java.util.Optional;

/**
 * Which runs of a folder are shown: those of one dataset and split.
 *
 * @param group absent where there is no run
 * @param path of the view
 */
record RunsShown(RunFolder folder, Contents contents, Optional<Group> group, String path) {

  /**
   * The runs that a query asks for; those of the newest run where it asks for none.
   *
   * @throws IllegalArgumentException if it asks for runs that are not there
   */
  static RunsShown of(RunFolder folder, Query query, String path) {
    Contents contents = folder.read();
    Optional<String> asked = query.text(CompareQuery.GROUP);
    Optional<Group> group =
        contents.groups().stream()
            .filter(each -> asked.isEmpty() || each.id().equals(asked.get()))
            .findFirst();
    if (asked.isPresent() && group.isEmpty() && !contents.groups().isEmpty()) {
      throw new IllegalArgumentException("there are no runs `%s` any more".formatted(asked.get()));
    }
    return new RunsShown(folder, contents, group, path);
  }

  /** What a view says where no folder is shown. */
  static String none() {
    return Missing.of(
        "This server shows no runs. It was started without a folder of them:",
        "nextvec serve MODEL --runs runs\nnextvec ui runs");
  }

  /** What a view says where there is no run. */
  String empty() {
    return Missing.of(
            "There are no runs in `%s` yet. A training makes one:".formatted(folder.path()),
            "nextvec train DATASET --out " + Markup.argument(folder.path()))
        + unreadable();
  }

  /** Links to the runs of other data or splits; nothing where all are of one. */
  String choice() {
    if (contents.groups().size() < 2) {
      return more();
    }
    StringBuilder out =
        new StringBuilder("<nav class=\"groups\" aria-label=\"Dataset and split\">");
    for (Group each : contents.groups()) {
      boolean here = group.filter(each::equals).isPresent();
      String link = Query.none().with(CompareQuery.GROUP, each.id()).link(path);
      out.append(
          "<a href=\"%s\"%s><bdi>%s</bdi> <span>%s, split %s</span></a>"
              .formatted(
                  Html.escape(link),
                  here ? " aria-current=\"true\"" : "",
                  Html.escape(each.dataset()),
                  Figures.counted(each.runs().size(), "run"),
                  Html.escape(each.id().replaceFirst(".*-", ""))));
    }
    return out.append("</nav>").append(more()).toString();
  }

  private String more() {
    return contents.more() == 0
        ? ""
        : "<p class=\"note\">%s more are not shown: the first %s by name are.</p>"
            .formatted(Figures.counted(contents.more(), "run"), Figures.count(RunFolder.MOST));
  }

  /** Runs that could not be read, each with the reason. */
  String unreadable() {
    StringBuilder out = new StringBuilder();
    for (Unreadable each : contents.unreadable()) {
      out.append(Markup.problem("`%s` is not shown: %s.".formatted(each.name(), each.why())));
    }
    return out.toString();
  }
}
