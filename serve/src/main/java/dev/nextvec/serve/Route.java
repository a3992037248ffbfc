package dev.nextvec.serve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Something that can be asked for.
 *
 * @param method {@code GET} or {@code POST}
 * @param path with names in braces for what may stand there
 * @param openTo who may ask
 * @param operation what it is, for the description of the interface
 * @param handler what answers
 */
record Route(String method, String path, OpenTo openTo, Operation operation, Handler handler) {

  /** Who may ask. */
  enum OpenTo {
    /** Everybody. */
    ALL,
    /** Everybody, where metrics are public. */
    METRICS,
    /** Who has the key, if there is one. */
    CLIENTS,
    /** The same, or whose browser has signed in with it. */
    VISITORS,
    /** Who has the key; nobody if there is none. */
    ADMINISTRATORS
  }

  /** Answers. */
  @FunctionalInterface
  interface Handler {
    Reply answer(Exchange exchange) throws Exception;
  }

  /**
   * What it is.
   *
   * @param id its name
   * @param summary a sentence
   * @param takes name of the schema of the body; empty without a body
   * @param binary whether the body may be binary as well
   * @param gives name of the schema of the reply; for text its type
   * @param fails statuses that it may have besides those that all have
   * @param works whether it computes: then it is refused while the server is busy or starting
   */
  record Operation(
      String id,
      String summary,
      Optional<String> takes,
      boolean binary,
      String gives,
      Set<Integer> fails,
      boolean works) {}

  /** What stands at the names of the path, if this is the route of a path. */
  Optional<Map<String, String>> match(String asked) {
    String[] own = path.split("/", -1);
    String[] given = asked.split("/", -1);
    if (own.length != given.length) {
      return Optional.empty();
    }
    Map<String, String> found = new LinkedHashMap<>();
    for (int i = 0; i < own.length; i++) {
      if (own[i].startsWith("{") && !given[i].isEmpty()) {
        found.put(own[i].substring(1, own[i].length() - 1), given[i]);
      } else if (!own[i].equals(given[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(found);
  }

  /** Names in its path. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      if (part.startsWith("{")) {
        names.add(part.substring(1, part.length() - 1));
      }
    }
    return names;
  }
}
