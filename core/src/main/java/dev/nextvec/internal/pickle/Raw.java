package dev.nextvec.internal.pickle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What stands on a pickle's stack. Containers are still filled: one may even hold itself. */
sealed interface Raw {
  /** Where the values of a container begin. */
  record Mark() implements Raw {}

  /** A value that is whole. */
  record Leaf(Stored value) implements Raw {}

  /** One of the names that are known. */
  record Known(PickleGlobal name) implements Raw {}

  /** What a tensor's numbers are in. */
  record InStorage(Stored.Storage storage) implements Raw {}

  /** A tuple, or a list that is still filled. */
  final class Row implements Raw {
    private final List<Raw> values;
    private final boolean growing;

    private Row(List<Raw> values, boolean growing) {
      this.values = values;
      this.growing = growing;
    }

    static Row tuple(List<Raw> values) {
      return new Row(List.copyOf(values), false);
    }

    static Row list() {
      return new Row(new ArrayList<>(), true);
    }

    List<Raw> values() {
      return values;
    }

    void add(List<Raw> more) throws PickleRefused {
      if (!growing) {
        throw new PickleRefused("appends to a tuple");
      }
      values.addAll(more);
    }
  }

  /** A dictionary that is still filled. */
  final class Table implements Raw {
    private static final int LONGEST_KEY = 1_000; // places in a file are named by their keys

    private final Map<Stored.Key, Raw> entries = new LinkedHashMap<>();

    Map<Stored.Key, Raw> entries() {
      return entries;
    }

    void put(Raw key, Raw value) throws PickleRefused {
      if (!(key instanceof Leaf(Stored known))
          || !(known instanceof Stored.Text || known instanceof Stored.Whole)) {
        throw new PickleRefused("has a key that is neither text nor a whole number");
      }
      if (known instanceof Stored.Text(String text) && text.length() > LONGEST_KEY) {
        throw new PickleRefused(
            "has a key of %,d characters, and %,d are the most"
                .formatted(text.length(), LONGEST_KEY));
      }
      if (entries.put(new Stored.Key(known), value) != null) {
        throw new PickleRefused("has a key twice in one dictionary");
      }
    }
  }
}
