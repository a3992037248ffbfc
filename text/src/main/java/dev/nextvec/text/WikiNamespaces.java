package dev.nextvec.text;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a wiki calls its namespaces.
 *
 * @param names local name of each by its number, as the head of a dump lists them
 */
record WikiNamespaces(Map<Integer, String> names) {
  /** Number of the namespace of articles. */
  static final int ARTICLES = 0;

  static final int FILE = 6;
  static final int CATEGORY = 14;

  /** English names are understood everywhere. */
  private static final Map<String, Integer> EVERYWHERE =
      Map.of("file", FILE, "image", FILE, "category", CATEGORY);

  WikiNamespaces {
    names = Map.copyOf(new HashMap<>(names));
  }

  /** The name of one, or its number where the head of the dump lacks it. */
  String name(int number) {
    return Optional.ofNullable(names.get(number)).orElse(Integer.toString(number));
  }

  /** Whether a word means a namespace. */
  boolean is(int number, String word) {
    String plain = word.replace('_', ' ').strip();
    Integer known = EVERYWHERE.get(plain.toLowerCase(Locale.ROOT));
    return known != null ? known == number : plain.equalsIgnoreCase(names.getOrDefault(number, ""));
  }
}
