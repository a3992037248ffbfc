package dev.nextvec.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import java.util.Set;

/**
 * The marks that join what markup joined: a heading to its text, an item to the next. Each is that
 * of the script it follows, and none is added after one that is there.
 */
final class Punctuation {
  private static final String COLONS = ":：፡";
  private static final String PAUSES = ",;、，；؛،—–-";
  private static final Set<Byte> CLOSING =
      Set.of(
          (byte) Character.END_PUNCTUATION,
          (byte) Character.FINAL_QUOTE_PUNCTUATION,
          (byte) Character.INITIAL_QUOTE_PUNCTUATION);

  private Punctuation() {}

  /** Whether the text ends a sentence (UAX 29: STerm), closing quotes and brackets aside. */
  static boolean endsSentence(CharSequence text) {
    int last = lastMark(text);
    return last == '…' || UCharacter.hasBinaryProperty(last, UProperty.S_TERM);
  }

  /** Whether the text announces what follows. */
  static boolean endsWithColon(CharSequence text) {
    return COLONS.indexOf(lastMark(text)) >= 0;
  }

  /** A colon, unless some mark stands there. */
  static String colon(CharSequence text) {
    return isMarked(text)
        ? ""
        : switch (Scripts.lastOf(text)) {
          case HAN, HIRAGANA, KATAKANA -> "：";
          default -> ":";
        };
  }

  /** What parts one item from the next. */
  static String semicolon(CharSequence text) {
    return isMarked(text)
        ? ""
        : switch (Scripts.lastOf(text)) {
          case HAN, HIRAGANA, KATAKANA -> "；";
          case ARABIC -> "؛";
          default -> ";";
        };
  }

  /** What ends the last item. */
  static String stop(CharSequence text) {
    return isMarked(text)
        ? ""
        : switch (Scripts.lastOf(text)) {
          case HAN, HIRAGANA, KATAKANA -> "。";
          case DEVANAGARI, BENGALI, GURMUKHI, ORIYA -> "।";
          case THAI, LAO -> "";
          default -> ".";
        };
  }

  private static boolean isMarked(CharSequence text) {
    int last = lastMark(text);
    return last == 0
        || endsSentence(text)
        || COLONS.indexOf(last) >= 0
        || PAUSES.indexOf(last) >= 0;
  }

  /** The last character that is neither space nor a closing quote or bracket; 0 if none. */
  private static int lastMark(CharSequence text) {
    for (int i = text.length(); i > 0; ) {
      int codePoint = Character.codePointBefore(text, i);
      boolean closes = CLOSING.contains((byte) Character.getType(codePoint)) || codePoint == '"';
      if (!closes && codePoint != '\'' && !Character.isWhitespace(codePoint)) {
        return codePoint;
      }
      i -= Character.charCount(codePoint);
    }
    return 0;
  }
}
