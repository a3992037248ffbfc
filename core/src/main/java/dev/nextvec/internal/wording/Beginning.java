package dev.nextvec.internal.wording;

/** The beginning of words that are too many to be shown. */
public final class Beginning {
  private Beginning() {}

  /**
   * The first characters, and a mark where that is not all.
   *
   * @param most how many; none is cut in half, though Java keeps some, such as emoji, as two
   */
  public static String of(String words, int most, String mark) {
    return words.codePointCount(0, words.length()) <= most
        ? words
        : words.substring(0, words.offsetByCodePoints(0, most)) + mark;
  }
}
