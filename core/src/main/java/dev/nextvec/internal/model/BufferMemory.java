package dev.nextvec.internal.model;

import java.lang.reflect.Method;
import java.nio.Buffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the numbers of buffers are. Only {@code java.lang.foreign} says so. It is part of Java
 * since version 22 and there in 21, whose compilers do not let one name it: so it is called by its
 * name.
 */
public final class BufferMemory {
  private static final Method SEGMENT;
  private static final Method ADDRESS;
  private static final Method OVERLAP;

  static {
    try {
      Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
      SEGMENT = segment.getMethod("ofBuffer", Buffer.class);
      ADDRESS = segment.getMethod("address");
      OVERLAP = segment.getMethod("asOverlappingSlice", segment);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private BufferMemory() {}

  /** Whether some of the numbers between position and limit are the same memory. */
  static boolean isShared(FloatBuffer one, FloatBuffer other) {
    return ((Optional<?>) call(OVERLAP, call(SEGMENT, null, one), call(SEGMENT, null, other)))
        .isPresent();
  }

  /**
   * Whether native code can take the numbers for its own where they are: outside of Java's heap, in
   * the machine's byte order, each at a multiple of its size.
   */
  public static boolean isNative(FloatBuffer buffer) {
    return buffer.isDirect()
        && buffer.order() == ByteOrder.nativeOrder()
        && (long) call(ADDRESS, call(SEGMENT, null, buffer)) % Float.BYTES == 0;
  }

  private static Object call(Method method, @Nullable Object on, Object... arguments) {
    try {
      return method.invoke(on, arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(method + " failed", e);
    }
  }
}
