package dev.nextvec.text;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where sentences end: by the Unicode rules (UAX 29), but not after or within {@link
 * Abbreviations}, nor within dates ({@link DaysOfMonths}). What is too long is cut where a line may
 * break (between words, by dictionary in scripts without spaces), else between characters as
 * readers see them.
 */
final class Sentences {
  private final int target;
  private final int longest;
  private final Abbreviations abbreviations;
  private final DaysOfMonths days;
  private final BreakIterator sentences;
  private final BreakIterator lines;
  private final BreakIterator characters;

  Sentences(Locale language, int target, int longest) {
    this.target = target;
    this.longest = longest;
    ULocale locale = ULocale.forLocale(language);
    abbreviations = Abbreviations.of(locale);
    days = DaysOfMonths.of(locale);
    sentences = BreakIterator.getSentenceInstance(locale);
    lines = BreakIterator.getLineInstance(locale);
    characters = BreakIterator.getCharacterInstance(locale);
  }

  static Locale language(String tag) {
    Locale locale = Locale.forLanguageTag(tag);
    String code = locale.getLanguage();
    if (code.isEmpty() || ULocale.getDisplayLanguage(code, ULocale.ENGLISH).equals(code)) {
      throw new IllegalArgumentException(
          "no language has the tag `" + tag + "`: use one such as en, de, pt-BR or ja");
    }
    return locale;
  }

  /** The sentences of a text that is not blank, each with the space that follows it. */
  List<String> of(String text) {
    List<String> found = new ArrayList<>();
    sentences.setText(text);
    int start = sentences.first();
    for (int next = sentences.next(); next != BreakIterator.DONE; next = sentences.next()) {
      int end = next == text.length() ? next : beforeOpening(text, start, next);
      if (end == text.length() || !(abbreviations.cover(text, end) || days.cover(text, end))) {
        found.add(text.substring(start, end));
        start = end;
      }
    }
    return found;
  }

  /** For UAX 29 every bracket closes, so that {@code 「} would end what stands before it. */
  private static int beforeOpening(String text, int start, int end) {
    int moved = end;
    while (moved > start && opens(text.charAt(moved - 1))) {
      moved--;
    }
    return moved > start ? moved : end;
  }

  private static boolean opens(char last) {
    int kind = Character.getType(last);
    return kind == Character.START_PUNCTUATION || kind == Character.INITIAL_QUOTE_PUNCTUATION;
  }

  /**
   * About equal pieces, none longer than the target unless nothing allows a cut; the text itself
   * where it is short enough.
   */
  List<String> cut(String text) {
    int length = text.stripTrailing().length();
    if (length <= longest) {
      return List.of(text);
    }
    int pieces = (length + target - 1) / target;
    int size = (length + pieces - 1) / pieces;
    List<String> found = new ArrayList<>();
    int start = 0;
    while (length - start > longest || (start == 0 && length > size)) {
      int end = start + boundary(text.substring(start, Math.min(length, start + longest)), size);
      found.add(text.substring(start, end));
      start = end;
    }
    found.add(text.substring(start));
    return found;
  }

  /** Only a window of the text is looked at: the work for a cut does not grow with the text. */
  private int boundary(String window, int size) {
    int limit = Math.min(size, window.length());
    for (BreakIterator breaks : List.of(lines, characters)) {
      breaks.setText(window);
      int end = breaks.isBoundary(limit) ? limit : breaks.preceding(limit);
      if (end > 0) {
        return end;
      }
    }
    return limit > 1 && Character.isHighSurrogate(window.charAt(limit - 1)) ? limit - 1 : limit;
  }
}
