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

  /** A dictionary, in its order; the keys are {@link Text} or {@link Whole}. */
  record Dictionary(Map<Stored, Stored> entries) implements Stored {}

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
