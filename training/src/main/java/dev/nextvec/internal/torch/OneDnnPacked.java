package dev.nextvec.internal.torch;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A weight in the blocks that oneDNN's kernels read: without it every product puts its weight into
 * that order first, which for a few rows costs more than the product.
 */
final class OneDnnPacked implements Kernels.Packed {
  /** The order is the same for every number of rows but one, and serves one row as well. */
  private static final long ROWS = 32;

  private final OneDnnKernels.Native library;
  private final Tensor weight; // [n, k]
  private final Tensor storage;
  private final dnnl_memory_desc order;
  private final dnnl_memory from = new dnnl_memory();
  private final dnnl_memory to = new dnnl_memory();
  private final dnnl_primitive reorder = new dnnl_primitive();
  private final dnnl_exec_arg_t arguments = new dnnl_exec_arg_t(2);

  OneDnnPacked(OneDnnKernels.Native library, Tensor weight) {
    this.library = library;
    this.weight = weight;
    order = order(library, weight.size(0), weight.size(1));
    storage = torch.empty(dnnl_memory_desc_get_size(order) / Float.BYTES);
    dnnl_memory_desc plain =
        OneDnnPrimitive.matrix(weight.size(1), weight.size(0), 1, weight.stride(0));
    OneDnnPrimitive.requireDone(
        "memory", dnnl_memory_create(from, plain, library.engine(), weight.data_ptr_float()));
    OneDnnPrimitive.requireDone(
        "memory", dnnl_memory_create(to, order, library.engine(), storage.data_ptr_float()));
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    OneDnnPrimitive.requireDone(
        "weight's order",
        dnnl_reorder_primitive_desc_create(
            desc, plain, library.engine(), order, library.engine(), (dnnl_primitive_attr) null));
    OneDnnPrimitive.requireDone("weight's order", dnnl_primitive_create(reorder, desc));
    dnnl_primitive_desc_destroy(desc);
    dnnl_memory_desc_destroy(plain);
    arguments.position(0).arg(DNNL_ARG_FROM).memory(from);
    arguments.position(1).arg(DNNL_ARG_TO).memory(to);
    arguments.position(0);
    weight.retainReference();
    storage.retainReference();
    arguments.retainReference();
    renew();
  }

  /** What a product with as many columns and rows of the weight likes best. */
  private static dnnl_memory_desc order(OneDnnKernels.Native library, long n, long k) {
    dnnl_memory_desc x = OneDnnPrimitive.matrix(ROWS, k, k, 1);
    dnnl_memory_desc out = OneDnnPrimitive.matrix(ROWS, n, n, 1);
    dnnl_memory_desc any = new dnnl_memory_desc();
    OneDnnPrimitive.requireDone(
        "weight's order",
        dnnl_memory_desc_create_with_tag(any, 2, new long[] {k, n}, dnnl_f32, dnnl_format_tag_any));
    dnnl_primitive_desc product = new dnnl_primitive_desc();
    OneDnnPrimitive.requireDone(
        "weight's order",
        dnnl_matmul_primitive_desc_create(product, library.engine(), x, any, null, out, null));
    dnnl_memory_desc found = new dnnl_memory_desc();
    OneDnnPrimitive.requireDone(
        "weight's order",
        dnnl_memory_desc_clone(
            found, dnnl_primitive_desc_query_md(product, dnnl_query_weights_md, 0)));
    dnnl_primitive_desc_destroy(product);
    dnnl_memory_desc_destroy(x);
    dnnl_memory_desc_destroy(out);
    dnnl_memory_desc_destroy(any);
    return found;
  }

  long n() {
    return weight.size(0);
  }

  long k() {
    return weight.size(1);
  }

  dnnl_memory_desc order() {
    return order;
  }

  FloatPointer numbers() {
    return storage.data_ptr_float();
  }

  @Override
  public void renew() {
    OneDnnPrimitive.requireDone(
        "weight's order", dnnl_primitive_execute(reorder, library.stream(), 2, arguments));
  }

  @Override
  public void close() {
    dnnl_primitive_destroy(reorder);
    dnnl_memory_destroy(from);
    dnnl_memory_destroy(to);
    dnnl_memory_desc_destroy(order);
    arguments.releaseReference();
    storage.releaseReference();
    weight.releaseReference();
  }
}
