package dev.nextvec.internal.report;

import java.util.regex.Pattern;

/** Text inside HTML and SVG. */
public final class Html {
  /** A name in backticks. */
  static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** A short name with hyphens, at which a line in large type would be broken. */
  private static final Pattern HYPHENATED =
      Pattern.compile("(?<![\\w-])(?=[\\w-]{1,20}(?![\\w-]))\\w+(?:-\\w+)+");

  /** Where the long name of a way to search may be broken: its parts stay whole. */
  private static final Pattern JOINT = Pattern.compile("(?<=\\w[+:])(?=\\w)");

  private Html() {}

  /** A sentence in large type, in which short names are not broken, and long ones at joints. */
  public static String headline(String text) {
    String jointed = JOINT.matcher(sentence(text)).replaceAll("<wbr>");
    return HYPHENATED.matcher(jointed).replaceAll("<span class=\"whole\">$0</span>");
  }

  /** Escapes a sentence, whose names in backticks become code. */
  public static String sentence(String text) {
    return CODE.matcher(escape(text)).replaceAll("<code>$1</code>");
  }

  /** Escapes what has a meaning in markup, in element content and quoted attributes alike. */
  public static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c < ' ' && c != '\n' && c != '\t' ? ' ' : c);
      }
    }
    return out.toString();
  }
}
