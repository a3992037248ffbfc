package dev.nextvec.text;

import com.ibm.icu.util.ULocale;
import com.ibm.icu.util.UResourceBundle;
import java.util.Arrays;
import java.util.List;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Days before their month ("3. Oktober", "14. Okt."), whose full stop ends no sentence. Which
 * languages write their dates so, and how their months are called, is read from CLDR's data as they
 * are: ICU's formats of dates take half a second to make.
 */
final class DaysOfMonths {
  private static final String DATA = "com/ibm/icu/impl/data/icudata";
  private static final String DAY =
      "(?<=(?<![\\p{L}\\p{N}.,])(?:0?[1-9]|[12]\\d|3[01])\\.\\p{IsWhite_Space})";

  private final Pattern month;

  private DaysOfMonths(Pattern month) {
    this.month = month;
  }

  static DaysOfMonths of(ULocale language) {
    ULocale anywhere = new ULocale(language.getLanguage());
    boolean stopped =
        calendar(anywhere, "availableFormats", "MMMMd")
            .filter(written -> written.getString().startsWith("d. "))
            .isPresent();
    String months =
        Stream.of(language, anywhere)
            .flatMap(where -> names(where).stream())
            .map(Pattern::quote)
            .distinct()
            .collect(Collectors.joining("|", "(?:", ")(?!\\p{L})"));
    return new DaysOfMonths(Pattern.compile(stopped ? DAY + months : "(?!)"));
  }

  /** Of months, without the full stop of what is abbreviated. */
  private static List<String> names(ULocale language) {
    return Stream.of("format", "stand-alone")
        .flatMap(
            use ->
                Stream.of("wide", "abbreviated")
                    .flatMap(width -> calendar(language, "monthNames", use, width).stream()))
        .flatMap(names -> Arrays.stream(names.getStringArray()))
        .map(name -> name.endsWith(".") ? name.substring(0, name.length() - 1) : name)
        .toList();
  }

  private static Optional<UResourceBundle> calendar(ULocale language, String... path) {
    try {
      UResourceBundle found =
          UResourceBundle.getBundleInstance(DATA, language).get("calendar").get("gregorian");
      for (String step : path) {
        found = found.get(step);
      }
      return Optional.of(found);
    } catch (MissingResourceException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether what seems to be the end of a sentence stands between a day and its month.
   *
   * @param end where the next sentence would begin, before the end of the text
   */
  boolean cover(String text, int end) {
    return month.matcher(text).region(end, text.length()).useTransparentBounds(true).lookingAt();
  }
}
