package dev.nextvec.text;

import java.util.List;
import java.util.Locale;

/**
 * What sentence-transformers does to a text before its tokenizer sees it: the prompt before it,
 * white space around both away, and lower case where the model asks for that.
 *
 * @param prompt put before each text; may be empty
 * @param lowerCase whether capitals become small
 */
record TextPreparation(String prompt, boolean lowerCase) {
  /** Neither a prompt nor lower case. */
  static final TextPreparation PLAIN = new TextPreparation("", false);

  List<String> apply(List<String> texts) {
    return texts.stream().map(this::apply).toList();
  }

  private String apply(String text) {
    String whole = stripped(prompt + text);
    return lowerCase ? whole.toLowerCase(Locale.ROOT) : whole;
  }

  /** As Python does it: no-break spaces too. */
  private static String stripped(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (to > from && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }
}
