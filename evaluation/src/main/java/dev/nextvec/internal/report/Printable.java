package dev.nextvec.internal.report;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Words on their way to a terminal. Names and titles come from files: a control character in one
 * could break a line in two, move the cursor or hide what is printed. It is shown instead, as JSON
 * writes it: {@code \n}, {@code \u001b}.
 */
public final class Printable {
  /** Controls, line and paragraph separators, and marks that turn the direction of writing. */
  private static final Pattern UNSAFE =
      Pattern.compile(
          "[\\p{Cc}\\u2028\\u2029\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069&&[^\\t]]");

  private static final Pattern UNSAFE_IN_TEXT = Pattern.compile("(?!\\n)" + UNSAFE.pattern());
  private static final Pattern UNSAFE_IN_COLOURS =
      Pattern.compile("(?!\\u001b\\[[0-9;]*m)" + UNSAFE_IN_TEXT.pattern());

  private Printable() {}

  /** One line: nothing in it ends it. */
  public static String line(String words) {
    return escaped(UNSAFE, words);
  }

  /** Several lines, perhaps coloured. */
  public static String text(String words, boolean coloured) {
    return escaped(coloured ? UNSAFE_IN_COLOURS : UNSAFE_IN_TEXT, words);
  }

  /** Whether a name can be printed as it is. */
  public static boolean isSafe(String name) {
    return !UNSAFE.matcher(name).find() && name.indexOf('\t') < 0;
  }

  private static String escaped(Pattern unsafe, String words) {
    Matcher found = unsafe.matcher(words);
    return found.replaceAll(match -> Matcher.quoteReplacement(shown(match.group().charAt(0))));
  }

  private static String shown(char unsafe) {
    return switch (unsafe) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      default -> "\\u%04x".formatted((int) unsafe);
    };
  }
}
