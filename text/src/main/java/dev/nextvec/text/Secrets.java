package dev.nextvec.text;

import java.util.Comparator;
import java.util.List;

/** What must appear in no message: services like to repeat what they were sent. */
final class Secrets {
  private final List<String> words;

  Secrets(List<String> words) {
    this.words =
        words.stream()
            .filter(word -> !word.isBlank())
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /** The text with three stars in place of each secret. */
  String hide(String text) {
    String hidden = text;
    for (String word : words) {
      hidden = hidden.replace(word, "***");
    }
    return hidden;
  }

  /** Says nothing. */
  @Override
  public String toString() {
    return "Secrets[" + words.size() + "]";
  }
}
