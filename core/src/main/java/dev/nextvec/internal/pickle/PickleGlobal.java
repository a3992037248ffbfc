package dev.nextvec.internal.pickle;

import java.util.Optional;
import java.util.Set;

/** The only names that a pickle may use; each stands for something this reader makes by itself. */
sealed interface PickleGlobal {
  /** Makes a tensor of a storage. */
  record Tensor() implements PickleGlobal {}

  /** Makes a parameter, which is its tensor. */
  record Parameter() implements PickleGlobal {}

  /** Makes an ordered dictionary. */
  record Ordered() implements PickleGlobal {}

  /** Makes a tensor's sizes. */
  record Size() implements PickleGlobal {}

  /** Makes the name of a device. */
  record Device() implements PickleGlobal {}

  /** A type of storage. */
  record Numbers(StorageType type) implements PickleGlobal {}

  /** A type of numbers, which is only a name here. */
  record DataType(String name) implements PickleGlobal {}

  /** {@code torch}'s data types. */
  Set<String> TYPES =
      Set.of(
          "float16",
          "bfloat16",
          "float32",
          "float64",
          "int8",
          "int16",
          "int32",
          "int64",
          "uint8",
          "bool");

  /** What a name stands for, if it is known. */
  static Optional<PickleGlobal> of(String module, String name) {
    return switch (module + " " + name) {
      case "torch._utils _rebuild_tensor_v2" -> Optional.of(new Tensor());
      case "torch._utils _rebuild_parameter" -> Optional.of(new Parameter());
      case "collections OrderedDict" -> Optional.of(new Ordered());
      case "torch Size" -> Optional.of(new Size());
      case "torch device" -> Optional.of(new Device());
      default -> module.equals("torch") ? type(name) : Optional.empty();
    };
  }

  private static Optional<PickleGlobal> type(String name) {
    return TYPES.contains(name)
        ? Optional.of(new DataType("torch." + name))
        : StorageType.of(name).map(Numbers::new);
  }
}
