package dev.nextvec.internal.torch;

import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * A matrix of bfloat16 numbers.
 *
 * @param row how far apart those of neighbouring rows lie; 0 with an order of its own
 * @param column how far apart those of neighbouring columns lie; 0 with an order of its own
 * @param order in which they lie, where steps do not say it; it stays its owner's
 */
record Bfloat16Matrix(
    Pointer numbers,
    long rows,
    long columns,
    long row,
    long column,
    @Nullable dnnl_memory_desc order) {

  /** One whose numbers lie these steps apart. */
  Bfloat16Matrix(Pointer numbers, long rows, long columns, long row, long column) {
    this(numbers, rows, columns, row, column, null);
  }

  Bfloat16Matrix transposed() {
    if (order != null) {
      throw new IllegalStateException("a packed matrix lies as it is multiplied with");
    }
    return new Bfloat16Matrix(numbers, columns, rows, column, row);
  }

  /** Freed by whoever asked. */
  dnnl_memory_desc desc() {
    return order == null
        ? OneDnnPrimitive.described(dnnl_bf16, new long[] {rows, columns}, new long[] {row, column})
        : OneDnnKernels.copy(order);
  }
}
