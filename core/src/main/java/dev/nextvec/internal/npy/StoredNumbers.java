package dev.nextvec.internal.npy;

import dev.nextvec.vector.VectorStore;
import dev.nextvec.vector.VectorType;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/**
 * Numbers in one piece of memory as {@link VectorStore#copy} leaves them there, read as float32
 * again and again without allocating. Not for use by two threads at once.
 */
public final class StoredNumbers {
  private final VectorType type;
  private final ShortBuffer halves;
  private final FloatBuffer floats;
  private short[] block = {};

  /**
   * @param type of the numbers
   * @param bytes in their byte order; read as they are then, not copied
   */
  public StoredNumbers(VectorType type, ByteBuffer bytes) {
    this.type = type;
    halves = bytes.asShortBuffer();
    floats = bytes.asFloatBuffer();
  }

  /**
   * Copies {@code count} numbers from number {@code first} on.
   *
   * @param into receives them from {@code offset} on
   */
  public void read(int first, int count, float[] into, int offset) {
    switch (type) {
      case FLOAT32 -> floats.get(first, into, offset, count);
      case FLOAT16 -> {
        if (block.length < count) {
          block = new short[count];
        }
        halves.get(first, block, 0, count);
        decode(block, count, into, offset);
      }
    }
  }

  /** A loop of its own, so that the compiler turns it into vector instructions. */
  static void decode(short[] halves, int count, float[] into, int offset) {
    for (int i = 0; i < count; i++) {
      into[offset + i] = Float.float16ToFloat(halves[i]);
    }
  }
}
