package dev.nextvec.text;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** What must appear in no message: services like to repeat what they were sent. */
final class Secrets {
  private static final int SHORTEST_PIECE = 3;
  private static final String GAP = "(\\.{3}|…|\\*+)";

  private final List<String> words;

  Secrets(List<String> words) {
    this.words =
        words.stream()
            .filter(word -> !word.isBlank())
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /**
   * The text with three stars in place of each secret, and of a piece of one beside dots or stars:
   * messages are cut short, and services show the ends of a key.
   */
  String hide(String text) {
    String hidden = text;
    for (String word : words) {
      hidden = hidden.replace(word, "***");
    }
    for (String word : words) {
      hidden = withoutPieces(hidden, word);
    }
    return hidden;
  }

  private static String withoutPieces(String text, String word) {
    String hidden = text;
    for (int length = word.length() - 1; length >= SHORTEST_PIECE; length--) {
      String start = word.substring(0, length);
      String end = word.substring(word.length() - length);
      if (hidden.contains(start)) {
        hidden = hidden.replaceAll(Pattern.quote(start) + "(?=" + GAP + ")", "***");
      }
      if (hidden.contains(end)) {
        hidden = hidden.replaceAll("(?<=\\.{3}|…|\\*)" + Pattern.quote(end), "***");
      }
    }
    return hidden;
  }

  /** Says nothing. */
  @Override
  public String toString() {
    return "Secrets[" + words.size() + "]";
  }
}
