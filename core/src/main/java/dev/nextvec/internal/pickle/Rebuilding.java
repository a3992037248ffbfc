package dev.nextvec.internal.pickle;

import java.util.ArrayList;
import java.util.List;

/** Makes what the known names of a pickle stand for. */
final class Rebuilding {
  private static final int MOST_DIMENSIONS = 8;
  private static final String STORAGE_KEY = "\\d{1,9}"; // a member's name, never a path

  private Rebuilding() {}

  static Raw of(PickleGlobal name, List<Raw> arguments) throws PickleRefused {
    return switch (name) {
      case PickleGlobal.Ordered() when arguments.isEmpty() -> new Raw.Table();
      case PickleGlobal.Tensor() when arguments.size() >= 6 -> new Raw.Leaf(tensor(arguments));
      case PickleGlobal.Parameter() when arguments.size() == 3 -> parameter(arguments.getFirst());
      case PickleGlobal.Size() when arguments.size() == 1 -> arguments.getFirst();
      case PickleGlobal.Device() when !arguments.isEmpty() -> device(arguments);
      case PickleGlobal any -> throw new PickleRefused("makes a value of arguments it cannot have");
    };
  }

  private static Raw parameter(Raw tensor) throws PickleRefused {
    if (!(tensor instanceof Raw.Leaf(Stored.StoredTensor any))) {
      throw new PickleRefused("has a parameter that is no tensor");
    }
    return tensor;
  }

  private static Raw device(List<Raw> arguments) throws PickleRefused {
    List<String> words = new ArrayList<>();
    for (Raw argument : arguments) {
      words.add(
          switch (argument) {
            case Raw.Leaf(Stored.Text(String type)) -> type;
            case Raw.Leaf(Stored.Whole(long number)) -> Long.toString(number);
            case Raw any -> throw new PickleRefused("has a device without a name");
          });
    }
    return new Raw.Leaf(new Stored.Text(String.join(":", words)));
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
    List<Long> shape = sizes(arguments.get(2));
    List<Long> strides = sizes(arguments.get(3));
    if (shape.size() != strides.size() || shape.size() > MOST_DIMENSIONS || offset < 0) {
      throw new PickleRefused(
          "has a tensor of shape %s with strides %s from %d on".formatted(shape, strides, offset));
    }
    requireInside(storage, offset, shape, strides);
    return new Stored.StoredTensor(storage, offset, shape, strides);
  }

  private static List<Long> sizes(Raw described) throws PickleRefused {
    if (!(described instanceof Raw.Row row)) {
      throw new PickleRefused("has a tensor without sizes");
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
