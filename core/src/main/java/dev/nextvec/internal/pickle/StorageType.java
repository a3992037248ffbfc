package dev.nextvec.internal.pickle;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The types of numbers that PyTorch stores. */
public enum StorageType {
  FLOAT(4),
  HALF(2),
  BFLOAT16(2),
  DOUBLE(8),
  LONG(8),
  INT(4),
  SHORT(2),
  CHAR(1),
  BYTE(1),
  BOOL(1);

  private final int bytes;

  StorageType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one number. */
  int bytes() {
    return bytes;
  }

  /** Whether weights can be of this type. */
  public boolean isFloating() {
    return this == FLOAT || this == HALF || this == BFLOAT16 || this == DOUBLE;
  }

  /** The type of {@code torch.FloatStorage} and the others, by the name in {@code torch}. */
  static Optional<StorageType> of(String name) {
    return Arrays.stream(values()).filter(type -> type.storageName().equals(name)).findFirst();
  }

  private String storageName() {
    String word = name().toLowerCase(Locale.ROOT);
    String first = this == BFLOAT16 ? "BF" : word.substring(0, 1).toUpperCase(Locale.ROOT);
    return first + word.substring(first.length()) + "Storage";
  }

  /** The number at a place of a storage in little-endian order; those of 64 bits are rounded. */
  float read(ByteBuffer numbers, int index) {
    int at = index * bytes;
    return switch (this) {
      case FLOAT -> numbers.getFloat(at);
      case HALF -> Float.float16ToFloat(numbers.getShort(at));
      case BFLOAT16 -> Float.intBitsToFloat(numbers.getShort(at) << 16);
      case DOUBLE -> (float) numbers.getDouble(at);
      case LONG -> numbers.getLong(at);
      case INT -> numbers.getInt(at);
      case SHORT -> numbers.getShort(at);
      case CHAR -> numbers.get(at);
      case BYTE, BOOL -> Byte.toUnsignedInt(numbers.get(at));
    };
  }
}
