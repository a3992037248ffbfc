package dev.nextvec.internal.pickle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies what a pickle described into values that do not change. A pickle of a few bytes can
 * describe containers that hold themselves, or that hold one another often enough to fill any
 * memory: depth and number are bounded.
 */
final class Freezing {
  private static final int DEEPEST = 64;
  private static final int MOST = 1_000_000;

  /** Characters of all places, by the keys that lead to them: readers name what they find. */
  private static final int MOST_OF_PLACES = 1 << 26;

  private int count;
  private long places;

  private Freezing() {}

  static Stored freeze(Raw value) throws PickleRefused {
    return new Freezing().freeze(value, 0, 0);
  }

  private Stored freeze(Raw value, int depth, int place) throws PickleRefused {
    if (depth > DEEPEST) {
      throw new PickleRefused(
          "has containers that hold themselves, or more than %d in one another".formatted(DEEPEST));
    }
    if (++count > MOST) {
      throw new PickleRefused("describes more than %,d values".formatted(MOST));
    }
    places += place;
    if (places > MOST_OF_PLACES) {
      throw new PickleRefused(
          "has keys in one another of more than %,d characters in all".formatted(MOST_OF_PLACES));
    }
    return switch (value) {
      case Raw.Leaf(Stored whole) -> whole;
      case Raw.Row row -> items(row, depth, place);
      case Raw.Table table -> dictionary(table, depth, place);
      case Raw.Known known -> throw new PickleRefused("holds a type or a function as a value");
      case Raw.InStorage storage ->
          throw new PickleRefused("holds a storage without a tensor: save tensors");
      case Raw.Mark mark -> throw new PickleRefused("has the beginning of a container as a value");
    };
  }

  private Stored items(Raw.Row row, int depth, int place) throws PickleRefused {
    List<Stored> values = new ArrayList<>();
    for (Raw value : row.values()) {
      values.add(freeze(value, depth + 1, place + 3));
    }
    return new Stored.Items(values);
  }

  private Stored dictionary(Raw.Table table, int depth, int place) throws PickleRefused {
    Map<Stored.Key, Stored> entries = new LinkedHashMap<>();
    for (Map.Entry<Stored.Key, Raw> entry : table.entries().entrySet()) {
      int longer = place + 1 + length(entry.getKey());
      entries.put(entry.getKey(), freeze(entry.getValue(), depth + 1, longer));
    }
    return new Stored.Dictionary(Collections.unmodifiableMap(entries));
  }

  private static int length(Stored.Key key) {
    return key instanceof Stored.Key(Stored.Text(String text)) ? text.length() : 2;
  }
}
