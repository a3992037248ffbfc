package dev.nextvec.internal.page;

import dev.nextvec.internal.report.Html;
import java.util.List;
import java.util.OptionalInt;

/** What surrounds every view: head, navigation, landmarks. */
public final class Frame {
  private Frame() {}

  /**
   * A whole page.
   *
   * @param tabs the navigation
   * @param view what is shown
   * @param body its markup
   */
  public static String of(List<Tab> tabs, View view, String body) {
    Tab tab = view.tab();
    String head =
        "<div class=\"title\"><h1 id=\"title\" tabindex=\"-1\">%s</h1><p class=\"card\">%s</p></div>"
            .formatted(Html.escape(tab.title()), Html.sentence(tab.card()));
    return document(tabs, tab.path(), tab.title(), view.again(), view.scripts(), head + body);
  }

  /**
   * A page that says why it shows nothing else.
   *
   * @param again whether it should be asked for again in a moment
   */
  public static String notice(List<Tab> tabs, String title, String body, boolean again) {
    OptionalInt seconds = again ? OptionalInt.of(2) : OptionalInt.empty();
    String head =
        "<div class=\"title\"><h1 id=\"title\">%s</h1></div>".formatted(Html.escape(title));
    return document(tabs, "", title, seconds, List.of(), head + body);
  }

  private static String document(
      List<Tab> tabs,
      String current,
      String title,
      OptionalInt again,
      List<String> scripts,
      String main) {
    StringBuilder out = new StringBuilder(main.length() + 2000);
    out.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    out.append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
    out.append("<meta name=\"color-scheme\" content=\"light dark\">");
    again.ifPresent(
        seconds -> out.append("<meta http-equiv=\"refresh\" content=\"%d\">".formatted(seconds)));
    out.append("<title>").append(Html.escape(title)).append(" · Nextvec</title>");
    out.append("<link rel=\"icon\" href=\"/page/icon.svg\">");
    out.append("<link rel=\"stylesheet\" href=\"/page/style.css\">");
    script(out, "page.js");
    scripts.forEach(name -> script(out, name));
    out.append("</head><body class=\"app\"><a class=\"skip\" href=\"#title\">To the content</a>");
    out.append("<header class=\"bar\"><a class=\"brand\" href=\"/\">Nextvec</a>");
    navigation(out, tabs, current);
    out.append("</header><p id=\"status\" role=\"status\"></p>");
    out.append("<p id=\"live\" class=\"unseen\" aria-live=\"polite\"></p>");
    out.append("<main id=\"main\">").append(main).append("</main></body></html>\n");
    return out.toString();
  }

  private static void script(StringBuilder out, String name) {
    out.append("<script type=\"module\" src=\"/page/").append(name).append("\"></script>");
  }

  private static void navigation(StringBuilder out, List<Tab> tabs, String current) {
    out.append("<nav aria-label=\"Views\"><ul>");
    for (Tab each : tabs) {
      String mark = each.path().equals(current) ? " aria-current=\"page\"" : "";
      out.append("<li><a href=\"%s\"%s>".formatted(each.path(), mark));
      out.append(Html.escape(each.title())).append("</a></li>");
    }
    out.append("</ul></nav><a class=\"aside\" href=\"/docs\">For programs</a>");
  }
}
