package dev.nextvec.internal.torch;

import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Native constants. A pointer made while a scope is open dies with that scope, wherever it is
 * stored; these are kept for the life of the process.
 */
public final class NativeConstants {
  public static final Scalar ZERO = keep(new Scalar(0.0f));
  public static final Scalar ONE = keep(new Scalar(1.0f));
  public static final Scalar MINUS_ONE = keep(new Scalar(-1.0f));
  public static final ScalarTypeOptional FLOAT =
      keep(new ScalarTypeOptional(torch.ScalarType.Float));
  public static final BoolPointer THREE_TRUE =
      keep(new BoolPointer(3).put(0, true).put(1, true).put(2, true));

  private NativeConstants() {}

  /** A number that outlives every scope. */
  public static Scalar scalar(double value) {
    return keep(new Scalar((float) value));
  }

  private static <P extends Pointer> P keep(P pointer) {
    pointer.retainReference();
    return pointer;
  }
}
