package dev.nextvec.internal.torch;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A copy in bfloat16 of all weights of a network, each number at the same place as in the flat
 * vector they share. It does not follow their changes until it is renewed.
 */
final class Bfloat16Weights implements Bfloat16Parts {
  private final Tensor values;
  private final long first;
  private final long end;
  private final OneDnnPrimitive rounding;
  private final Scratch memory = new Scratch();
  private final Pointer copy;

  /**
   * @param values contiguous, a multiple of {@link Weights#ALIGNMENT} long
   */
  Bfloat16Weights(OneDnnKernels.Native library, Tensor values) {
    this.values = values;
    values.retainReference();
    first = values.data_ptr_float().address();
    end = first + Float.BYTES * values.numel();
    long rows = values.numel() / Weights.ALIGNMENT;
    rounding = Bfloat16Rounding.compiled(library, rows, Weights.ALIGNMENT, Weights.ALIGNMENT);
    copy = memory.atLeast(Short.BYTES * values.numel());
  }

  @Override
  public void renew() {
    rounding.run(values.data_ptr_float(), copy);
  }

  /** With the same steps from number to number. */
  @Override
  public @Nullable Bfloat16Matrix of(Tensor part, boolean turned) {
    long at = part.data_ptr_float().address();
    if (at < first || at >= end) {
      return null;
    }
    Pointer numbers = Scratch.from(copy, (at - first) / 2);
    Bfloat16Matrix matrix =
        new Bfloat16Matrix(numbers, part.size(0), part.size(1), part.stride(0), part.stride(1));
    return turned ? matrix.transposed() : matrix;
  }

  @Override
  public void close() {
    rounding.close();
    memory.close();
    values.releaseReference();
  }
}
