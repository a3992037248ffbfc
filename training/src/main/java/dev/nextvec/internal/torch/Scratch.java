package dev.nextvec.internal.torch;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** Native memory that grows to what is wanted of it; its content is lost when it does. */
final class Scratch implements AutoCloseable {
  private BytePointer memory = of(4096);

  private static BytePointer of(long bytes) {
    BytePointer memory = new BytePointer(bytes);
    memory.retainReference(); // or a scope that happens to be open would free it
    Pointer.memset(memory, 0, bytes);
    return memory;
  }

  Pointer atLeast(long bytes) {
    if (memory.capacity() < bytes) {
      close();
      memory = of(bytes);
    }
    return memory;
  }

  /** The memory from a byte on. */
  static Pointer from(Pointer start, long bytes) {
    return new BytePointer(start).getPointer(bytes);
  }

  @Override
  public void close() {
    memory.releaseReference();
  }
}
