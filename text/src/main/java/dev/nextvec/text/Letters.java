package dev.nextvec.text;

/** What is known of letters in every script. */
final class Letters {
  private Letters() {}

  /** Number of Unicode letters. */
  static long count(CharSequence text) {
    return text.codePoints().filter(Character::isLetter).count();
  }
}
