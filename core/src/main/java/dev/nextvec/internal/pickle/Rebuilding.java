package dev.nextvec.internal.pickle;

import java.util.ArrayList;
import java.util.List;

/** Makes what the known names of a pickle stand for. */
final class Rebuilding {
  private static final int MOST_DIMENSIONS = 8;
  private static final String STORAGE_KEY = "\\d{1,9}"; // a member's name, never a path
  private static final String DEVICE = "[a-z_]{1,32}(:\\d{1,4})?";

  private Rebuilding() {}

  static Raw of(PickleGlobal name, List<Raw> arguments) throws PickleRefused {
    return switch (name) {
      case PickleGlobal.Ordered() when arguments.isEmpty() -> new Raw.Table();
      case PickleGlobal.Tensor() when arguments.size() == 6 || arguments.size() == 7 ->
          new Raw.Leaf(tensor(arguments));
      case PickleGlobal.Parameter() when arguments.size() == 3 -> parameter(arguments.getFirst());
      case PickleGlobal.Size() when arguments.size() == 1 -> arguments.getFirst();
      case PickleGlobal.Device() when arguments.size() == 1 || arguments.size() == 2 ->
          device(arguments);
      case PickleGlobal any -> throw new PickleRefused("makes a value of arguments it cannot have");
    };
  }

  private static Raw parameter(Raw tensor) throws PickleRefused {
    if (!(tensor instanceof Raw.Leaf(Stored.StoredTensor any))) {
      throw new PickleRefused("has a parameter that is no tensor");
    }
    return tensor;
  }

  /** Its type, and its number where there is one: short, whatever a pickle makes of it again. */
  private static Raw device(List<Raw> arguments) throws PickleRefused {
    if (!(arguments.getFirst() instanceof Raw.Leaf(Stored.Text(String type)))
        || !type.matches(DEVICE)) {
      throw new PickleRefused("has a device without a name");
    }
    return new Raw.Leaf(
        new Stored.Text(
            switch (arguments.getLast()) {
              case Raw.Leaf(Stored.Whole(long number)) -> type + ":" + number;
              case Raw last when arguments.size() == 1 -> type;
              case Raw any -> throw new PickleRefused("has a device without a number");
            }));
  }

  /** {@code ("storage", type, key, device, count)}. */
  static Stored.Storage storage(Raw described) throws PickleRefused {
    if (described instanceof Raw.Row row
        && row.values().size() == 5
        && row.values().get(0) instanceof Raw.Leaf(Stored.Text(String kind))
        && kind.equals("storage")
        && row.values().get(1) instanceof Raw.Known(PickleGlobal.Numbers(StorageType type))
        && row.values().get(2) instanceof Raw.Leaf(Stored.Text(String key))
        && key.matches(STORAGE_KEY)
        && row.values().get(4) instanceof Raw.Leaf(Stored.Whole(long count))
        && count >= 0) {
      return new Stored.Storage(type, key, count);
    }
    throw new PickleRefused("points outside itself to what is not a storage of numbers");
  }

  private static Stored.StoredTensor tensor(List<Raw> arguments) throws PickleRefused {
    if (!(arguments.get(0) instanceof Raw.InStorage(Stored.Storage storage))
        || !(arguments.get(1) instanceof Raw.Leaf(Stored.Whole(long offset)))) {
      throw new PickleRefused("has a tensor without a storage");
    }
    requirePlain(arguments);
    List<Long> shape = sizes(arguments.get(2));
    List<Long> strides = sizes(arguments.get(3));
    if (shape.size() != strides.size() || offset < 0) {
      throw new PickleRefused(
          "has a tensor of shape %s with strides %s from %d on".formatted(shape, strides, offset));
    }
    requireInside(storage, offset, shape, strides);
    return new Stored.StoredTensor(storage, offset, shape, strides);
  }

  /** What PyTorch would do to the numbers once they are read, such as to turn their signs. */
  private static void requirePlain(List<Raw> arguments) throws PickleRefused {
    boolean plain =
        arguments.size() == 6
            || arguments.get(6) instanceof Raw.Leaf(Stored.Nothing none)
            || (arguments.get(6) instanceof Raw.Table marks && marks.entries().isEmpty());
    if (!plain) {
      throw new PickleRefused(
          "has a tensor that is a negative or a conjugate of what is stored: save its resolve_neg()"
              + " or resolve_conj()");
    }
  }

  private static List<Long> sizes(Raw described) throws PickleRefused {
    if (!(described instanceof Raw.Row row)) {
      throw new PickleRefused("has a tensor without sizes");
    }
    if (row.values().size() > MOST_DIMENSIONS) {
      throw new PickleRefused(
          "has a tensor of %,d dimensions, and %d are the most"
              .formatted(row.values().size(), MOST_DIMENSIONS));
    }
    List<Long> sizes = new ArrayList<>();
    for (Raw value : row.values()) {
      if (!(value instanceof Raw.Leaf(Stored.Whole(long size))) || size < 0) {
        throw new PickleRefused("has a tensor with a size or stride that is no whole number >= 0");
      }
      sizes.add(size);
    }
    return sizes;
  }

  /** So that no number is read that is not the storage's, and none more often than it is there. */
  private static void requireInside(
      Stored.Storage storage, long offset, List<Long> shape, List<Long> strides)
      throws PickleRefused {
    try {
      long last = offset;
      long count = 1;
      for (int i = 0; i < shape.size(); i++) {
        count = Math.multiplyExact(count, shape.get(i));
        last = Math.addExact(last, Math.multiplyExact(shape.get(i) - 1, strides.get(i)));
      }
      if (count == 0
          ? offset <= storage.count()
          : count <= storage.count() && last < storage.count()) {
        return;
      }
    } catch (ArithmeticException e) {
      // Larger than any storage.
    }
    throw new PickleRefused(
        "has a tensor of shape %s with strides %s from number %d on, which a storage of %d numbers does not hold"
            .formatted(shape, strides, offset, storage.count()));
  }
}
