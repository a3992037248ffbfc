package dev.nextvec.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.util.ULocale;
import com.ibm.icu.util.UResourceBundle;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Abbreviations that end no sentence: CLDR's of a language ("Prof.", "U.S.", "z. B."), titles that
 * it lacks, those of technical prose, and initials ("J."). Only whole words count. ICU's own filter
 * takes them for the end of any word, so that no sentence would end with "hospital." for "al.".
 */
final class Abbreviations {
  private static final String BREAKS = "com/ibm/icu/impl/data/icudata/brkitr";
  private static final List<String> MORE =
      List.of(
          "Dr.", "Drs.", "St.", "Gen.", "Sen.", "Gov.", "Pres.", "Messrs.", "Mme.", "Mlle.", "e.g.",
          "i.e.", "cf.", "Cf.", "vs.", "viz.", "approx.", "al.", "Fig.", "Figs.", "Eq.", "Sec.",
          "Ref.", "Vol.", "pp.", "ca.", "resp.", "incl.", "esp.");

  /** Words of their own, but before a number. */
  private static final List<String> BEFORE_NUMBERS = List.of("No.", "Nos.");

  /** What a word goes on with, by UAX 29: the scripts written without spaces are not among it. */
  private static final Set<Integer> WITHIN_WORDS =
      Set.of(
          UCharacter.WordBreak.ALETTER,
          UCharacter.WordBreak.HEBREW_LETTER,
          UCharacter.WordBreak.NUMERIC,
          UCharacter.WordBreak.EXTEND,
          UCharacter.WordBreak.ZWJ,
          UCharacter.WordBreak.FORMAT,
          UCharacter.WordBreak.EXTENDNUMLET);

  private final Map<Character, List<String>> byFirst;
  private final int longest;

  private Abbreviations(Set<String> all) {
    byFirst = all.stream().collect(Collectors.groupingBy(each -> each.charAt(0)));
    longest = all.stream().mapToInt(String::length).max().orElse(0);
  }

  static Abbreviations of(ULocale language) {
    Set<String> all = new HashSet<>(MORE);
    all.addAll(BEFORE_NUMBERS);
    all.addAll(ofCldr(language));
    return new Abbreviations(all);
  }

  /** None where CLDR lists none; what it says of another language is not asked for. */
  static List<String> ofCldr(ULocale language) {
    UResourceBundle bundle = UResourceBundle.getBundleInstance(BREAKS, language);
    if (!bundle.getULocale().getLanguage().equals(language.getLanguage())) {
      return List.of();
    }
    try {
      return List.of(bundle.get("exceptions").get("SentenceBreak").getStringArray());
    } catch (MissingResourceException e) {
      return List.of();
    }
  }

  /**
   * Whether what seems to be the end of a sentence is the end of one of these, or within one.
   *
   * @param end where the next sentence would begin, before the end of the text
   */
  boolean cover(String text, int end) {
    int stop = end;
    while (stop > 0 && UCharacter.isUWhiteSpace(text.charAt(stop - 1))) {
      stop--;
    }
    if (isInitial(text, stop)) {
      return true;
    }
    boolean numbered = UCharacter.isDigit(text.codePointAt(end));
    for (int start = stop - 1; start >= Math.max(0, stop - longest); start--) {
      List<String> alike = byFirst.getOrDefault(text.charAt(start), List.of());
      for (String each : alike) {
        if (start + each.length() >= stop
            && text.startsWith(each, start)
            && (numbered || !BEFORE_NUMBERS.contains(each))
            && beginsWord(text, start)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isInitial(String text, int stop) {
    if (stop < 2 || text.charAt(stop - 1) != '.') {
      return false;
    }
    int letter = text.codePointBefore(stop - 1);
    return UCharacter.isUUppercase(letter)
        && beginsWord(text, stop - 1 - Character.charCount(letter));
  }

  private static boolean beginsWord(String text, int at) {
    return at == 0
        || !WITHIN_WORDS.contains(
            UCharacter.getIntPropertyValue(text.codePointBefore(at), UProperty.WORD_BREAK));
  }
}
