package dev.nextvec.text;

import java.util.Locale;
import java.util.Set;

/**
 * How deep markup is open: the time of a parser, and its stack, grow with it far faster than with a
 * text's length. What people write is a dozen deep.
 */
final class WikiNesting {
  /** Brackets, braces or tags that are open at once; a link has two brackets. */
  private static final int MOST = 200;

  private static final Set<String> NEVER_CLOSED =
      Set.of("br", "hr", "wbr", "img", "li", "p", "td", "th", "tr", "dd", "dt", "references");

  private int braces;
  private int brackets;
  private int tags;
  private int marks;

  private WikiNesting() {}

  /** Whether a text is nested deeper than any that a person wrote. */
  static boolean isTooDeep(String text) {
    WikiNesting nesting = new WikiNesting();
    for (int i = 0; i < text.length(); i++) {
      if (nesting.passes(text, i)) {
        return true;
      }
    }
    return false;
  }

  private boolean passes(String text, int at) {
    char c = text.charAt(at);
    marks = isMark(c) && (at == 0 || text.charAt(at - 1) == '\n' || marks > 0) ? marks + 1 : 0;
    switch (c) {
      case '{' -> braces++;
      case '}' -> braces = Math.max(0, braces - 1);
      case '[' -> brackets++;
      case ']' -> brackets = Math.max(0, brackets - 1);
      case '<' -> tag(text, at + 1);
      default -> {}
    }
    return Math.max(Math.max(braces, brackets), Math.max(tags, marks)) > MOST;
  }

  /** What begins an item of a list, as often as the list is nested. */
  private static boolean isMark(char c) {
    return c == '*' || c == '#' || c == ':' || c == ';';
  }

  private void tag(String text, int from) {
    if (text.startsWith("/", from)) {
      tags = Math.max(0, tags - 1);
      return;
    }
    int end = from;
    while (end < text.length() && Character.isLetter(text.charAt(end))) {
      end++;
    }
    int close = text.indexOf('>', end);
    boolean atOnce = close > 0 && text.charAt(close - 1) == '/';
    if (end > from && !atOnce && close > 0 && !NEVER_CLOSED.contains(name(text, from, end))) {
      tags++;
    }
  }

  private static String name(String text, int from, int end) {
    return text.substring(from, end).toLowerCase(Locale.ROOT);
  }
}
