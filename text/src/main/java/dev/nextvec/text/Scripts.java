package dev.nextvec.text;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;

/** How scripts differ in what parts their words. */
final class Scripts {
  private static final Set<UnicodeScript> UNSPACED =
      EnumSet.of(
          UnicodeScript.HAN,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.BOPOMOFO,
          UnicodeScript.YI,
          UnicodeScript.THAI,
          UnicodeScript.LAO,
          UnicodeScript.KHMER,
          UnicodeScript.MYANMAR,
          UnicodeScript.TIBETAN);

  private Scripts() {}

  /** Whether words of this character's script follow each other without a space. */
  static boolean unspaced(int codePoint) {
    return UNSPACED.contains(UnicodeScript.of(codePoint))
        || (codePoint >= 0x3000 && codePoint <= 0x303F) // 、。「」
        || (codePoint >= 0xFF00 && codePoint <= 0xFFEF); // ，！（）
  }

  /** The script of the last letter; {@code COMMON} where there is none. */
  static UnicodeScript lastOf(CharSequence text) {
    for (int i = text.length(); i > 0; ) {
      int codePoint = Character.codePointBefore(text, i);
      if (Character.isLetter(codePoint)) {
        return UnicodeScript.of(codePoint);
      }
      i -= Character.charCount(codePoint);
    }
    return UnicodeScript.COMMON;
  }
}
