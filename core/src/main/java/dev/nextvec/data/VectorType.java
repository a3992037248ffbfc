package dev.nextvec.data;

import java.nio.ByteBuffer;

/** How a dataset stores the components of its vectors. */
public enum VectorType {
  /** Half precision: 11 significant bits, largest value 65504. */
  FLOAT16("float16", 2),
  /** Single precision. */
  FLOAT32("float32", 4);

  private final String label;
  private final int bytes;

  VectorType(String label, int bytes) {
    this.label = label;
    this.bytes = bytes;
  }

  /** NumPy's name of the type. */
  public String label() {
    return label;
  }

  /** Bytes per component. */
  public int bytes() {
    return bytes;
  }

  /**
   * Copies numbers of this type as float32.
   *
   * @param from in its own byte order, read from byte {@code at} on
   * @param into receives {@code count} numbers from {@code offset} on
   */
  public void floats(ByteBuffer from, int at, int count, float[] into, int offset) {
    ByteBuffer part = from.slice(at, count * bytes).order(from.order());
    switch (this) {
      case FLOAT32 -> part.asFloatBuffer().get(0, into, offset, count);
      case FLOAT16 -> {
        short[] halves = new short[count];
        part.asShortBuffer().get(0, halves);
        decode(halves, count, into, offset);
      }
    }
  }

  /** A loop of its own, so that the compiler turns it into vector instructions. */
  static void decode(short[] halves, int count, float[] into, int offset) {
    for (int i = 0; i < count; i++) {
      into[offset + i] = Float.float16ToFloat(halves[i]);
    }
  }

  /** The type of that name. */
  public static VectorType ofLabel(String label) {
    for (VectorType type : values()) {
      if (type.label.equals(label)) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "vector type `" + label + "` is unknown: expected float16 or float32");
  }
}
