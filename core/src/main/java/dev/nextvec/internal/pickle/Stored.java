package dev.nextvec.internal.pickle;

import java.util.List;
import java.util.Map;

/** A value that a checkpoint holds. */
public sealed interface Stored {
  /** A string; also the name of a data type or of a device. */
  record Text(String value) implements Stored {}

  /** A whole number. */
  record Whole(long value) implements Stored {}

  /** A number that need not be whole. */
  record Real(double value) implements Stored {}

  /** A truth value. */
  record Truth(boolean value) implements Stored {}

  /** Python's {@code None}. */
  record Nothing() implements Stored {}

  /** A list, a tuple or a {@code torch.Size}. */
  record Items(List<Stored> values) implements Stored {
    public Items {
      values = List.copyOf(values);
    }
  }

  /** A dictionary, in its order. */
  record Dictionary(Map<Key, Stored> entries) implements Stored {}

  /**
   * A key of a dictionary. Keys have an order, since a file may be made of keys that all have one
   * hash: a table then finds each by comparing, and not by looking at all.
   *
   * @param value {@link Text} or {@link Whole}
   */
  record Key(Stored value) implements Comparable<Key> {
    public Key {
      if (!(value instanceof Text || value instanceof Whole)) {
        throw new IllegalArgumentException("a key must be text or a whole number");
      }
    }

    @Override
    public int compareTo(Key other) {
      return switch (value) {
        case Text(String text) when other.value instanceof Text(String its) -> text.compareTo(its);
        case Whole(long number) when other.value instanceof Whole(long its) ->
            Long.compare(number, its);
        case Stored any -> any instanceof Text ? -1 : 1;
      };
    }
  }

  /**
   * A tensor whose numbers are read when they are asked for.
   *
   * @param storage where its numbers are
   * @param offset of its first number in the storage
   * @param shape dimensions; none for a single number
   * @param strides numbers from one element of a dimension to the next
   */
  record StoredTensor(Storage storage, long offset, List<Long> shape, List<Long> strides)
      implements Stored {
    public StoredTensor {
      shape = List.copyOf(shape);
      strides = List.copyOf(strides);
    }

    /** Its dimensions as an array. */
    public long[] sizes() {
      return shape.stream().mapToLong(Long::longValue).toArray();
    }

    /** How many numbers it has. */
    public int count() {
      return Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    }
  }

  /**
   * Numbers in a row, in a member of the archive.
   *
   * @param type of each
   * @param key name of the member
   * @param count how many
   */
  record Storage(StorageType type, String key, long count) {}
}
