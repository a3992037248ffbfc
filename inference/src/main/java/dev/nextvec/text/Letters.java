package dev.nextvec.text;

import java.util.List;

/** Counts what text is made of in every script. */
final class Letters {
  private Letters() {}

  /** Unicode letters; digits, marks, punctuation and space are none. */
  static long in(CharSequence text) {
    return text.codePoints().filter(Character::isLetter).count();
  }

  /** Letters of several texts. */
  static long in(List<String> texts) {
    return texts.stream().mapToLong(Letters::in).sum();
  }
}
