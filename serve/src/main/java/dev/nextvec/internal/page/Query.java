package dev.nextvec.internal.page;

import dev.nextvec.internal.wording.Beginning;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;

/** What an address asks for after its question mark: names with one or several values each. */
public final class Query {
  private static final int SHOWN = 60;
  private final Map<String, List<String>> values;

  private Query(Map<String, List<String>> values) {
    this.values = values;
  }

  /** Asks for nothing in particular. */
  public static Query none() {
    return new Query(Map.of());
  }

  /**
   * Reads what a form or a link sent.
   *
   * @throws IllegalArgumentException if it is not encoded as addresses are
   */
  public static Query parse(String text) {
    Map<String, List<String>> found = new LinkedHashMap<>();
    for (String part : text.split("&", -1)) {
      if (!part.isEmpty()) {
        int equals = part.indexOf('=');
        String name = decoded(equals < 0 ? part : part.substring(0, equals));
        String value = equals < 0 ? "" : decoded(part.substring(equals + 1));
        found.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
      }
    }
    return new Query(found);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the address is damaged: a % must be followed by two hexadecimal digits", e);
    }
  }

  /**
   * Refuses a name that nobody reads: a mistyped one would be believed to count.
   *
   * @throws IllegalArgumentException naming it
   */
  public Query requireOnly(Set<String> known) {
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "this view does not know `%s`: its address may have %s"
                .formatted(
                    Beginning.of(name, SHOWN, "..."), String.join(", ", new TreeSet<>(known))));
      }
    }
    return this;
  }

  /** The value of a name; absent where it is blank, as forms send what nobody filled in. */
  public Optional<String> text(String name) {
    return all(name).stream().filter(value -> !value.isBlank()).findFirst();
  }

  /** All values of a name. */
  public List<String> all(String name) {
    return List.copyOf(values.getOrDefault(name, List.of()));
  }

  /**
   * A whole number.
   *
   * @throws IllegalArgumentException if it is none, or beyond these
   */
  public OptionalLong number(String name, long least, long most) {
    Optional<String> text = text(name).map(String::strip);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    boolean whole = text.get().matches("-?\\d{1,18}");
    if (!whole || Long.parseLong(text.get()) < least || Long.parseLong(text.get()) > most) {
      throw new IllegalArgumentException(
          "`%s` must be a whole number from %d to %d but was `%s`"
              .formatted(name, least, most, text.get()));
    }
    return OptionalLong.of(Long.parseLong(text.get()));
  }

  /** The same with one value of a name in place of what it had. */
  public Query with(String name, String value) {
    Map<String, List<String>> more = new LinkedHashMap<>(values);
    more.put(name, List.of(value));
    return new Query(more);
  }

  /** The same with all these values of a name. */
  public Query with(String name, List<String> several) {
    Map<String, List<String>> more = new LinkedHashMap<>(values);
    more.put(name, List.copyOf(several));
    return new Query(more);
  }

  /** The same without a name. */
  public Query without(String name) {
    Map<String, List<String>> fewer = new LinkedHashMap<>(values);
    fewer.remove(name);
    return new Query(fewer);
  }

  /** The address that asks this of a path; to be escaped as any text is. */
  public String link(String path) {
    StringJoiner link = new StringJoiner("&", path + "?", "").setEmptyValue(path);
    values.forEach(
        (name, all) -> all.forEach(value -> link.add(encoded(name) + "=" + encoded(value))));
    return link.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
