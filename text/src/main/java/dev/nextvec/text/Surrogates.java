package dev.nextvec.text;

/** Halves of surrogate pairs that stand alone. */
final class Surrogates {
  private Surrogates() {}

  /** Position of the first half without its other half; -1 if there is none. */
  static int firstLone(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return i;
      }
    }
    return -1;
  }
}
