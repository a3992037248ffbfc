package dev.nextvec.internal.model;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.Buffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Optional;

/**
 * Where the numbers of buffers are. Only {@code java.lang.foreign} says so. It is part of Java
 * since version 22 and there in 21, whose compilers do not let one name it: so it is called by its
 * name.
 */
public final class BufferMemory {
  private static final MethodHandle SEGMENT; // of constants the compiler makes plain calls
  private static final MethodHandle ADDRESS;
  private static final MethodHandle OVERLAP;

  static {
    try {
      Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      SEGMENT =
          lookup
              .unreflect(segment.getMethod("ofBuffer", Buffer.class))
              .asType(MethodType.methodType(Object.class, FloatBuffer.class));
      ADDRESS =
          lookup
              .unreflect(segment.getMethod("address"))
              .asType(MethodType.methodType(long.class, Object.class));
      OVERLAP =
          lookup
              .unreflect(segment.getMethod("asOverlappingSlice", segment))
              .asType(MethodType.methodType(Optional.class, Object.class, Object.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private BufferMemory() {}

  /** Whether some of the numbers between position and limit are the same memory. */
  static boolean isShared(FloatBuffer one, FloatBuffer other) {
    try {
      Object first = (Object) SEGMENT.invokeExact(one);
      Object second = (Object) SEGMENT.invokeExact(other);
      return ((Optional<?>) OVERLAP.invokeExact(first, second)).isPresent();
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /**
   * Whether native code can take the numbers for its own where they are: outside of Java's heap, in
   * the machine's byte order, each at a multiple of its size.
   */
  public static boolean isNative(FloatBuffer buffer) {
    return buffer.isDirect()
        && buffer.order() == ByteOrder.nativeOrder()
        && address(buffer) % Float.BYTES == 0;
  }

  private static long address(FloatBuffer buffer) {
    try {
      Object segment = (Object) SEGMENT.invokeExact(buffer);
      return (long) ADDRESS.invokeExact(segment);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  private static IllegalStateException failed(Throwable e) {
    return new IllegalStateException("java.lang.foreign.MemorySegment failed", e);
  }
}
