package dev.nextvec.internal.torch;

import static dev.nextvec.internal.torch.OneDnnPrimitive.described;
import static dev.nextvec.internal.torch.OneDnnPrimitive.requireDone;
import static org.bytedeco.dnnl.global.dnnl.*;

import dev.nextvec.internal.torch.OneDnnPrimitive.Argument;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;

/** Rounds float32 matrices to bfloat16 into memory of its own, one after another. */
final class Bfloat16Rounding {
  private static final int MOST_KEPT = 64;

  private final OneDnnKernels.Native library;
  private final KernelCache<Key, OneDnnPrimitive> kept = new KernelCache<>(MOST_KEPT);
  private final Scratch memory = new Scratch();

  Bfloat16Rounding(OneDnnKernels.Native library) {
    this.library = library;
  }

  private record Key(long rows, long columns, long row) {}

  /**
   * The matrix in bfloat16, row by row without gaps; valid until the next call.
   *
   * @param x its columns side by side
   */
  Pointer of(Tensor x) {
    if (x.stride(1) != 1) {
      throw new IllegalArgumentException("a matrix whose columns stand apart cannot be multiplied");
    }
    Key key = new Key(x.size(0), x.size(1), x.stride(0));
    Pointer to = memory.atLeast(Short.BYTES * key.rows * key.columns);
    kept.get(key, k -> compiled(library, k.rows, k.columns, k.row)).run(x.data_ptr_float(), to);
    return to;
  }

  /** Takes float32 numbers and where they are to go. */
  static OneDnnPrimitive compiled(OneDnnKernels.Native library, long rows, long columns, long row) {
    long[] lengths = {rows, columns};
    dnnl_memory_desc from = described(dnnl_f32, lengths, new long[] {row, 1});
    dnnl_memory_desc to = described(dnnl_bf16, lengths, new long[] {columns, 1});
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    requireDone(
        "rounding",
        dnnl_reorder_primitive_desc_create(
            desc, from, library.engine(), to, library.engine(), (dnnl_primitive_attr) null));
    return new OneDnnPrimitive(
        library,
        "rounding",
        desc,
        new Argument(DNNL_ARG_FROM, from),
        new Argument(DNNL_ARG_TO, to));
  }

  void close() {
    kept.close();
    memory.close();
  }
}
