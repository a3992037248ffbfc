package dev.nextvec.internal.torch;

import static dev.nextvec.internal.torch.OneDnnPrimitive.described;
import static dev.nextvec.internal.torch.OneDnnPrimitive.requireDone;
import static org.bytedeco.dnnl.global.dnnl.*;

import dev.nextvec.internal.torch.OneDnnPrimitive.Argument;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the kernels of a BERT network.
 *
 * @param type of what products read, {@code dnnl_f32} or {@code dnnl_bf16}; sums are float32
 */
record BertKernels(OneDnnKernels.Native library, int type) {

  /** What a product does with its result besides adding the bias. */
  enum End {
    /** Written in the type of products. */
    KEPT,
    /** GELU, then written in the type of products. */
    GELU,
    /** Added to the float32 that is there. */
    ADDED
  }

  long bytes() {
    return type == dnnl_f32 ? Float.BYTES : Short.BYTES;
  }

  private static dnnl_memory_desc rows(int type, long rows, long columns) {
    return described(type, new long[] {rows, columns}, new long[] {columns, 1});
  }

  /** The order in which products of that many rows and more read a weight fastest. */
  dnnl_memory_desc order(long rows, long inputs, long outputs) {
    dnnl_memory_desc any = new dnnl_memory_desc();
    long[] lengths = {inputs, outputs};
    requireDone(
        "weight's order",
        dnnl_memory_desc_create_with_tag(any, 2, lengths, type, dnnl_format_tag_any));
    dnnl_primitive_desc desc = productDesc(rows, any, inputs, outputs, End.KEPT);
    dnnl_memory_desc found = new dnnl_memory_desc();
    requireDone(
        "weight's order",
        dnnl_memory_desc_clone(
            found, dnnl_primitive_desc_query_md(desc, dnnl_query_weights_md, 0)));
    dnnl_primitive_desc_destroy(desc);
    dnnl_memory_desc_destroy(any);
    return found;
  }

  /** Takes x {@code [rows, inputs]}, the weight in its order, the bias, and the output. */
  BertKernel product(long rows, BertAffine affine, End end) {
    dnnl_memory_desc order = new dnnl_memory_desc();
    requireDone("weight's order", dnnl_memory_desc_clone(order, affine.order()));
    return BertKernel.of(
        library,
        "product",
        productDesc(rows, order, affine.inputs(), affine.outputs(), end),
        new Argument(DNNL_ARG_SRC, rows(type, rows, affine.inputs())),
        new Argument(DNNL_ARG_WEIGHTS, order),
        new Argument(DNNL_ARG_BIAS, rows(dnnl_f32, 1, affine.outputs())),
        new Argument(DNNL_ARG_DST, rows(written(end), rows, affine.outputs())));
  }

  private int written(End end) {
    return end == End.ADDED ? dnnl_f32 : type;
  }

  private dnnl_primitive_desc productDesc(
      long rows, dnnl_memory_desc weight, long inputs, long outputs, End end) {
    dnnl_memory_desc x = rows(type, rows, inputs);
    dnnl_memory_desc bias = rows(dnnl_f32, 1, outputs);
    dnnl_memory_desc out = rows(written(end), rows, outputs);
    dnnl_primitive_attr attributes = ending(end);
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    requireDone(
        "product's description",
        dnnl_matmul_primitive_desc_create(
            desc, library.engine(), x, weight, bias, out, attributes));
    dnnl_primitive_attr_destroy(attributes);
    free(x, bias, out);
    return desc;
  }

  private static dnnl_primitive_attr ending(End end) {
    dnnl_post_ops operations = new dnnl_post_ops();
    requireDone("product's end", dnnl_post_ops_create(operations));
    switch (end) {
      case KEPT -> {}
      case GELU ->
          requireDone(
              "GELU", dnnl_post_ops_append_eltwise(operations, dnnl_eltwise_gelu_erf, 0, 0));
      case ADDED -> requireDone("sum", dnnl_post_ops_append_sum(operations, 1, 0, dnnl_f32));
    }
    dnnl_primitive_attr attributes = BertKernel.attributes();
    requireDone("product's end", dnnl_primitive_attr_set_post_ops(attributes, operations));
    dnnl_post_ops_destroy(operations);
    return attributes;
  }

  /** Normalises float32 {@code [rows, width]} in place. Takes x, gain, bias, and x again. */
  BertKernel norm(long rows, long width, float epsilon) {
    dnnl_memory_desc x = rows(dnnl_f32, rows, width);
    dnnl_memory_desc noted = described(dnnl_f32, new long[] {rows}, new long[] {1});
    dnnl_primitive_attr attributes = BertKernel.attributes();
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    requireDone(
        "normalisation's description",
        dnnl_layer_normalization_forward_primitive_desc_create(
            desc,
            library.engine(),
            dnnl_forward_inference,
            x,
            x,
            noted,
            epsilon,
            dnnl_use_scale | dnnl_use_shift,
            attributes));
    dnnl_primitive_attr_destroy(attributes);
    free(x, noted);
    return BertKernel.of(
        library,
        "normalisation",
        desc,
        new Argument(DNNL_ARG_SRC, rows(dnnl_f32, rows, width)),
        new Argument(DNNL_ARG_SCALE, described(dnnl_f32, new long[] {width}, new long[] {1})),
        new Argument(DNNL_ARG_SHIFT, described(dnnl_f32, new long[] {width}, new long[] {1})),
        new Argument(DNNL_ARG_DST, rows(dnnl_f32, rows, width)));
  }

  /** From float32 {@code [rows, columns]} into the type of products, in an order of its own. */
  BertKernel narrowing(long rows, long columns, @Nullable dnnl_memory_desc order) {
    dnnl_memory_desc from = rows(dnnl_f32, rows, columns);
    dnnl_memory_desc to = new dnnl_memory_desc();
    if (order == null) {
      to = rows(type, rows, columns);
    } else {
      requireDone("weight's order", dnnl_memory_desc_clone(to, order));
    }
    dnnl_primitive_attr attributes = BertKernel.attributes();
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    requireDone(
        "copy's description",
        dnnl_reorder_primitive_desc_create(
            desc, from, library.engine(), to, library.engine(), attributes));
    dnnl_primitive_attr_destroy(attributes);
    return BertKernel.of(
        library, "copy", desc, new Argument(DNNL_ARG_FROM, from), new Argument(DNNL_ARG_TO, to));
  }

  /** Attention's product a b for each head. Takes a, b, and the output. */
  BertKernel headProduct(Heads a, Heads b, Heads out) {
    dnnl_primitive_attr attributes = BertKernel.attributes();
    dnnl_memory_desc left = a.desc();
    dnnl_memory_desc right = b.desc();
    dnnl_memory_desc result = out.desc();
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    requireDone(
        "attention's description",
        dnnl_matmul_primitive_desc_create(
            desc, library.engine(), left, right, null, result, attributes));
    dnnl_primitive_attr_destroy(attributes);
    return BertKernel.of(
        library,
        "attention",
        desc,
        new Argument(DNNL_ARG_SRC, left),
        new Argument(DNNL_ARG_WEIGHTS, right),
        new Argument(DNNL_ARG_DST, result));
  }

  /** The softmax of each row of float32 scores. Takes them and the output. */
  BertKernel softmax(Heads scores, Heads shares) {
    dnnl_primitive_attr attributes = BertKernel.attributes();
    dnnl_memory_desc from = scores.desc();
    dnnl_memory_desc to = shares.desc();
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    requireDone(
        "softmax's description",
        dnnl_softmax_forward_primitive_desc_create(
            desc,
            library.engine(),
            dnnl_forward_inference,
            dnnl_softmax_accurate,
            from,
            to,
            2,
            attributes));
    dnnl_primitive_attr_destroy(attributes);
    return BertKernel.of(
        library, "softmax", desc, new Argument(DNNL_ARG_SRC, from), new Argument(DNNL_ARG_DST, to));
  }

  /** A matrix for each head: lengths, and how far apart two neighbours of each direction are. */
  @SuppressWarnings("ArrayRecordComponent")
  record Heads(int type, long[] lengths, long[] steps) {
    dnnl_memory_desc desc() {
      return described(type, lengths, steps);
    }
  }

  private static void free(dnnl_memory_desc... descs) {
    for (dnnl_memory_desc desc : descs) {
      dnnl_memory_desc_destroy(desc);
    }
  }
}
