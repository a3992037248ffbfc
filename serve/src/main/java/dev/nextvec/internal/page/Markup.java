package dev.nextvec.internal.page;

import dev.nextvec.compare.Figures;
import dev.nextvec.internal.report.Html;
import dev.nextvec.internal.wording.Beginning;
import java.nio.file.Path;

/** Pieces that several panels show alike. */
final class Markup {
  private static final String NO_TEXT = "<p class=\"chunk none\">This index keeps no texts.</p>";

  /** Characters of a chunk that are shown. */
  private static final int LONGEST = 6000;

  private static final int GLIMPSED = 500;

  private Markup() {}

  /** The text of a chunk, in the direction it is read; of a very long one the beginning. */
  static String text(String text) {
    return text.isBlank()
        ? NO_TEXT
        : "<p class=\"chunk\" dir=\"auto\">" + Html.escape(begin(text, LONGEST)) + "</p>";
  }

  /** The same inside a link, where only a few lines are to be seen. */
  static String glimpse(String text) {
    return text.isBlank()
        ? NO_TEXT.replace("<p ", "<span ").replace("</p>", "</span>")
        : "<span class=\"chunk\" dir=\"auto\">" + Html.escape(begin(text, GLIMPSED)) + "</span>";
  }

  private static String begin(String text, int most) {
    return Beginning.of(text.strip(), most, " \u2026");
  }

  /** What a form sends along. */
  static void hidden(StringBuilder out, String name, String value) {
    out.append("<input type=\"hidden\" name=\"%s\" value=\"".formatted(name));
    out.append(Html.escape(value)).append("\">");
  }

  static String chunks(long count) {
    return count == 1 ? "1 chunk" : Figures.count(count) + " chunks";
  }

  /** A link to what follows a chunk of a document. */
  static String after(String index, String document, long position) {
    return at(index, document, position + 1);
  }

  /** A link to a place. */
  static String at(String index, String document, long at) {
    return Html.escape(
        Query.none()
            .with(ExploreQuery.INDEX, index)
            .with(ExploreQuery.DOCUMENT, document)
            .with(ExploreQuery.AT, Long.toString(at))
            .link(ExploreView.TAB.path()));
  }

  /** A sentence on what is wrong. */
  static String problem(String sentence) {
    return "<p class=\"warning\">" + Html.sentence(sentence) + "</p>";
  }

  /** A path as a word of a command that a person can copy. */
  static String argument(Path path) {
    String text = path.toString();
    return text.matches("[\\w./@%+=:,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
