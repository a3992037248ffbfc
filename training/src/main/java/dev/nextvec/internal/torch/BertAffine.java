package dev.nextvec.internal.torch;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;

import dev.nextvec.internal.engine.BertWeights.Affine;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A weight in the type and order that products read, and its bias.
 *
 * @param order of the numbers
 */
record BertAffine(
    int inputs, int outputs, dnnl_memory_desc order, Scratch weight, FloatPointer bias) {
  /** The order is the same for all numbers of rows that are computed. */
  private static final int ROWS = 512;

  static BertAffine of(BertKernels kernels, Affine affine) {
    dnnl_memory_desc order = kernels.order(ROWS, affine.inputs(), affine.outputs());
    Scratch weight = new Scratch();
    Pointer to = weight.atLeast(dnnl_memory_desc_get_size(order));
    BertKernel copy = kernels.narrowing(affine.inputs(), affine.outputs(), order);
    try (FloatPointer from = new FloatPointer(affine.weight());
        Scratch memory = new Scratch()) {
      copy.run(memory, from, to);
    } finally {
      copy.close();
    }
    FloatPointer bias = kept(affine.bias());
    return new BertAffine(affine.inputs(), affine.outputs(), order, weight, bias);
  }

  /** Native numbers that outlive every scope. */
  static FloatPointer kept(float[] numbers) {
    FloatPointer pointer = new FloatPointer(numbers);
    pointer.retainReference();
    return pointer;
  }

  Pointer numbers() {
    return weight.atLeast(0);
  }

  void close() {
    dnnl_memory_desc_destroy(order);
    weight.close();
    bias.releaseReference();
  }
}
