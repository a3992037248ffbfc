package dev.nextvec.internal.page;

import dev.nextvec.internal.report.Html;

/** What a view shows while something is computed for it. The page asks again by itself. */
final class Waiting {
  private Waiting() {}

  /**
   * The note.
   *
   * @param sentence what is done, without its full stop
   * @param words what is done just now
   * @param link the address of the view
   */
  static String of(String sentence, String words, String link) {
    return "<div class=\"empty\" role=\"status\" data-again=\"%s\"><p>%s. <span class=\"note\">%s</span></p><p><a id=\"again\" href=\"%s\">Look again</a></p></div>"
        .formatted(
            Html.escape(link), Html.sentence(sentence), Html.escape(words), Html.escape(link));
  }
}
