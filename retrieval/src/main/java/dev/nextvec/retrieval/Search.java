package dev.nextvec.retrieval;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * What is wanted of a search.
 *
 * @param count most hits
 * @param keepContext whether the context's own chunks may be found
 * @param scope where to look
 * @param filters what a document's fields must be: {@code document} (its id), {@code title}, {@code
 *     group}, or another of its {@linkplain dev.nextvec.data.Document#fields fields}, of whose
 *     values one must be as wanted
 * @param diversity from 0, all alike, to 1, only the score: how much the score counts against
 *     likeness to hits above (Carbonell and Goldstein, <em>The use of MMR</em>, 1998); absent for
 *     the score alone
 */
public record Search(
    int count,
    boolean keepContext,
    Scope scope,
    Map<String, String> filters,
    OptionalDouble diversity) {

  /** In which documents. */
  public enum Scope {
    /** In all. */
    ANY,
    /** In the context's own. */
    SAME_DOCUMENT,
    /** In all but the context's own. */
    OTHER_DOCUMENTS
  }

  public Search {
    filters = Map.copyOf(filters);
    if (count < 1) {
      throw new IllegalArgumentException("`top-k` must be positive but was " + count);
    }
    if (diversity.isPresent() && !(diversity.getAsDouble() >= 0 && diversity.getAsDouble() <= 1)) {
      throw new IllegalArgumentException(
          "`diverse` must be from 0 to 1 but was " + diversity.getAsDouble());
    }
  }

  /** The best few, wherever they are, but for the context's own. */
  public static Search of(int count) {
    return new Search(count, false, Scope.ANY, Map.of(), OptionalDouble.empty());
  }
}
