package dev.nextvec.internal.torch;

import static dev.nextvec.internal.torch.OneDnnPrimitive.matrix;
import static dev.nextvec.internal.torch.OneDnnPrimitive.requireDone;
import static org.bytedeco.dnnl.global.dnnl.*;

import dev.nextvec.internal.torch.OneDnnPrimitive.Argument;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;

/**
 * What is compiled where two matrices, of any type and order, make one of float32.
 *
 * @param columns of the result
 * @param start what the product is added to
 * @param activation of the sum
 */
record OneDnnProduct(long columns, Start start, Activation activation) {

  /** What a product is added to. */
  enum Start {
    ZERO,
    /** A row, the same for all. */
    BIAS,
    /** What is there. */
    THERE
  }

  /**
   * The kernel. It takes a, b, the result and, where there is one, the bias.
   *
   * @param a {@code [m, k]}, freed with the kernel, as are the other two
   * @param b {@code [k, columns]}
   * @param result {@code [m, columns]}
   */
  OneDnnPrimitive of(
      OneDnnKernels.Native library,
      dnnl_memory_desc a,
      dnnl_memory_desc b,
      dnnl_memory_desc result) {
    dnnl_memory_desc bias = start == Start.BIAS ? matrix(1, columns, columns, 1) : null;
    List<Argument> taken = new ArrayList<>();
    taken.add(new Argument(DNNL_ARG_SRC, a));
    taken.add(new Argument(DNNL_ARG_WEIGHTS, b));
    taken.add(new Argument(DNNL_ARG_DST, result));
    if (bias != null) {
      taken.add(new Argument(DNNL_ARG_BIAS, bias));
    }
    dnnl_primitive_desc desc = described(library, a, b, bias, result);
    return new OneDnnPrimitive(library, "product", desc, taken.toArray(Argument[]::new));
  }

  private dnnl_primitive_desc described(
      OneDnnKernels.Native library,
      dnnl_memory_desc a,
      dnnl_memory_desc b,
      @Nullable dnnl_memory_desc bias,
      dnnl_memory_desc result) {
    dnnl_primitive_attr after = after();
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    requireDone(
        "product's description",
        dnnl_matmul_primitive_desc_create(desc, library.engine(), a, b, bias, result, after));
    dnnl_primitive_attr_destroy(after);
    return desc;
  }

  /** What follows the product: what was there is added, then the activation. */
  private dnnl_primitive_attr after() {
    dnnl_post_ops operations = new dnnl_post_ops();
    requireDone("product's end", dnnl_post_ops_create(operations));
    if (start == Start.THERE) {
      requireDone("sum", dnnl_post_ops_append_sum(operations, 1, 0, dnnl_f32));
    }
    int function = OneDnnActivations.function(activation);
    if (function != dnnl_alg_kind_undef) {
      requireDone("activation", dnnl_post_ops_append_eltwise(operations, function, 0, 0));
    }
    dnnl_primitive_attr attributes = new dnnl_primitive_attr();
    requireDone("product's end", dnnl_primitive_attr_create(attributes));
    requireDone("product's end", dnnl_primitive_attr_set_post_ops(attributes, operations));
    dnnl_post_ops_destroy(operations);
    return attributes;
  }
}
