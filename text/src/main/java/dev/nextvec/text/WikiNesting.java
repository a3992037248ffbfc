package dev.nextvec.text;

import java.util.HashSet;
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

  /** What stands in these is no markup: code and formulas have signs of their own. */
  private static final Set<String> AS_WRITTEN =
      Set.of(
          "nowiki",
          "pre",
          "math",
          "chem",
          "ce",
          "source",
          "syntaxhighlight",
          "score",
          "timeline",
          "graph");

  private static final String COMMENT = "!--";

  private final String text;

  /** What is looked for and is not there any more: it is looked for once. */
  private final Set<String> gone = new HashSet<>();

  private int end; // of the next tag
  private int braces;
  private int brackets;
  private int tags;
  private int marks;

  private WikiNesting(String text) {
    this.text = text;
  }

  /** Whether a text is nested deeper than any that a person wrote. */
  static boolean isTooDeep(String text) {
    WikiNesting nesting = new WikiNesting(text);
    for (int at = 0; at < text.length(); ) {
      at = nesting.pass(at);
      if (nesting.depth() > MOST) {
        return true;
      }
    }
    return false;
  }

  private int depth() {
    return Math.max(Math.max(braces, brackets), Math.max(tags, marks));
  }

  /** Counts what stands at a place, and gives the next. */
  private int pass(int at) {
    char c = text.charAt(at);
    marks = isMark(c) && (at == 0 || text.charAt(at - 1) == '\n' || marks > 0) ? marks + 1 : 0;
    switch (c) {
      case '{' -> braces++;
      case '}' -> braces = Math.max(0, braces - 1);
      case '[' -> brackets++;
      case ']' -> brackets = Math.max(0, brackets - 1);
      case '<' -> {
        return tag(at + 1);
      }
      default -> {}
    }
    return at + 1;
  }

  /** What begins an item of a list, as often as the list is nested. */
  private static boolean isMark(char c) {
    return c == '*' || c == '#' || c == ':' || c == ';';
  }

  private int tag(int from) {
    if (text.startsWith(COMMENT, from)) {
      return behind("-->", from);
    }
    if (text.startsWith("/", from)) {
      tags = Math.max(0, tags - 1);
      return from;
    }
    int behindName = from;
    while (behindName < text.length() && Character.isLetter(text.charAt(behindName))) {
      behindName++;
    }
    String name = text.substring(from, behindName).toLowerCase(Locale.ROOT);
    int close = end(behindName);
    boolean atOnce = close > 0 && text.charAt(close - 1) == '/';
    if (name.isEmpty() || close < 0 || atOnce || NEVER_CLOSED.contains(name)) {
      return behindName;
    }
    if (AS_WRITTEN.contains(name)) {
      return behind("</" + name, close);
    }
    tags++;
    return behindName;
  }

  /** Where the tag ends that is open here; negative if it does not. */
  private int end(int from) {
    if (end >= 0 && end < from) {
      end = text.indexOf('>', from);
    }
    return end;
  }

  /** The place behind some words, whatever the size of their letters; here if there are none. */
  private int behind(String words, int from) {
    if (gone.contains(words)) {
      return from;
    }
    int last = text.length() - words.length();
    for (int at = text.indexOf(words.charAt(0), from);
        at >= 0 && at <= last;
        at = text.indexOf(words.charAt(0), at + 1)) {
      if (text.regionMatches(true, at, words, 0, words.length())) {
        return at + words.length();
      }
    }
    gone.add(words);
    return from;
  }
}
