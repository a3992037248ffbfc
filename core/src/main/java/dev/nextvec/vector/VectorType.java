package dev.nextvec.vector;

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
