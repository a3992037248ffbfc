package dev.nextvec.internal.npy;

import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Element type of a NumPy array, for example {@code <f4}.
 *
 * @param kind how the bits are to be read
 * @param bytes size of one element: 2, 4 or 8 for floats, 1, 2, 4 or 8 for integers
 * @param order order of the bytes of one element
 */
public record NpyType(NumberKind kind, int bytes, ByteOrder order) {
  private static final Pattern DESCRIPTION = Pattern.compile("([<>=|])([fiu])([1248])");

  /** How the bits of an element are to be read. */
  public enum NumberKind {
    FLOAT('f'),
    SIGNED('i'),
    UNSIGNED('u');

    private final char letter;

    NumberKind(char letter) {
      this.letter = letter;
    }
  }

  public NpyType {
    boolean known =
        bytes == 2 || bytes == 4 || bytes == 8 || (bytes == 1 && kind != NumberKind.FLOAT);
    if (!known) {
      throw new IllegalArgumentException(kind + " of " + bytes + " bytes is not an array type");
    }
  }

  /** The type {@code vectors} are stored as. */
  public static NpyType of(VectorType vectors) {
    return new NpyType(NumberKind.FLOAT, vectors.bytes(), ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads NumPy's notation.
   *
   * @param description for example {@code <f4} or {@code |u1}
   * @param where the file, for messages
   * @throws IOException if the type is none that can be read safely, objects above all
   */
  static NpyType parse(String description, String where) throws IOException {
    if (description.contains("O")) {
      throw new IOException(
          where
              + " holds Python objects (dtype "
              + description
              + "): pickled objects are refused, save it as float16, float32 or float64 (a ragged"
              + " list becomes objects: make all rows equally long)");
    }
    Matcher matcher = DESCRIPTION.matcher(description);
    if (!matcher.matches() || description.endsWith("f1")) {
      throw new IOException(
          where
              + " has dtype "
              + description
              + meaning(description)
              + ": expected float16, float32 or float64, for example from a.astype('float32')");
    }
    ByteOrder order =
        switch (description.charAt(0)) {
          case '<' -> ByteOrder.LITTLE_ENDIAN;
          case '>' -> ByteOrder.BIG_ENDIAN;
          default -> ByteOrder.nativeOrder();
        };
    NumberKind kind =
        switch (description.charAt(1)) {
          case 'f' -> NumberKind.FLOAT;
          case 'i' -> NumberKind.SIGNED;
          default -> NumberKind.UNSIGNED;
        };
    return new NpyType(kind, Integer.parseInt(matcher.group(3)), order);
  }

  /** What NumPy means by a type that is no plain number, so that the user knows what to convert. */
  private static String meaning(String description) {
    String letters = description.replaceAll("^[<>=|]", "");
    return switch (letters.isEmpty() ? ' ' : letters.charAt(0)) {
      case 'V' ->
          letters.equals("V2")
              ? ", two bytes without a meaning, as bfloat16 is saved"
              : ", bytes without a meaning";
      case 'c' -> ", complex numbers";
      case 'U', 'S', 'a' -> ", text";
      case 'b' -> ", true and false";
      case 'M', 'm' -> ", dates or times";
      case 'f' -> ", floats of an unusual size";
      default -> "";
    };
  }

  /** Whether elements are floating-point numbers. */
  public boolean isFloat() {
    return kind == NumberKind.FLOAT;
  }

  /** NumPy's notation. */
  public String description() {
    char prefix = bytes == 1 ? '|' : order == ByteOrder.LITTLE_ENDIAN ? '<' : '>';
    return "" + prefix + kind.letter + bytes;
  }
}
