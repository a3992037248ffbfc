package dev.nextvec.internal.torch;

import static dev.nextvec.internal.torch.OneDnnPrimitive.requireDone;
import static dev.nextvec.internal.torch.OneDnnPrimitive.vector;
import static org.bytedeco.dnnl.global.dnnl.*;

import dev.nextvec.internal.torch.OneDnnPrimitive.Argument;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.pytorch.Tensor;

/**
 * Activations of contiguous tensors, kept by length: by every thread, from a short length on.
 * libtorch's GELU is the same kernel, found anew in each call, which for one row takes ten times as
 * long as its work.
 */
final class OneDnnActivations {
  private static final int MOST_KEPT = 16;
  private static final String WHAT = "activation";

  private final OneDnnKernels.Native library;
  private final KernelCache<Key, OneDnnPrimitive> kept = new KernelCache<>(MOST_KEPT);
  private final KernelCache<Long, OneDnnPrimitive> gradients = new KernelCache<>(MOST_KEPT);

  OneDnnActivations(OneDnnKernels.Native library) {
    this.library = library;
  }

  private record Key(long count, Activation activation) {}

  static int function(Activation activation) {
    return switch (activation) {
      case NONE -> dnnl_alg_kind_undef;
      case SIGMOID -> dnnl_eltwise_logistic;
      case TANH -> dnnl_eltwise_tanh;
      case RELU -> dnnl_eltwise_relu;
      case GELU -> dnnl_eltwise_gelu_erf;
    };
  }

  void apply(Tensor out, Tensor x, Activation activation) {
    requireAlike(out, x);
    if (activation == Activation.NONE) {
      out.copy_(x);
      return;
    }
    kept.get(new Key(x.numel(), activation), this::compiled)
        .run(x.data_ptr_float(), out.data_ptr_float());
  }

  void geluBackward(Tensor dx, Tensor dy, Tensor x) {
    requireAlike(dx, x);
    requireAlike(dy, x);
    gradients
        .get(x.numel(), this::compiledGradient)
        .run(x.data_ptr_float(), dy.data_ptr_float(), dx.data_ptr_float());
  }

  private static void requireAlike(Tensor one, Tensor other) {
    if (!one.is_contiguous() || !other.is_contiguous() || one.numel() != other.numel()) {
      throw new IllegalArgumentException(
          "an activation needs tensors of one size without gaps between their rows");
    }
  }

  private OneDnnPrimitive compiled(Key key) {
    return new OneDnnPrimitive(
        library,
        WHAT,
        described(function(key.activation), dnnl_forward_inference, key.count),
        new Argument(DNNL_ARG_SRC, vector(key.count)),
        new Argument(DNNL_ARG_DST, vector(key.count)));
  }

  private dnnl_primitive_desc described(int function, int direction, long count) {
    dnnl_memory_desc numbers = vector(count);
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    requireDone(
        WHAT,
        dnnl_eltwise_forward_primitive_desc_create(
            desc,
            library.engine(),
            direction,
            function,
            numbers,
            numbers,
            0,
            0,
            (dnnl_primitive_attr) null));
    dnnl_memory_desc_destroy(numbers);
    return desc;
  }

  private OneDnnPrimitive compiledGradient(long count) {
    dnnl_memory_desc numbers = vector(count);
    dnnl_primitive_desc hint = described(dnnl_eltwise_gelu_erf, dnnl_forward_training, count);
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    requireDone(
        WHAT,
        dnnl_eltwise_backward_primitive_desc_create(
            desc,
            library.engine(),
            dnnl_eltwise_gelu_erf,
            numbers,
            numbers,
            numbers,
            0,
            0,
            hint,
            (dnnl_primitive_attr) null));
    dnnl_primitive_desc_destroy(hint);
    dnnl_memory_desc_destroy(numbers);
    return new OneDnnPrimitive(
        library,
        WHAT,
        desc,
        new Argument(DNNL_ARG_SRC, vector(count)),
        new Argument(DNNL_ARG_DIFF_DST, vector(count)),
        new Argument(DNNL_ARG_DIFF_SRC, vector(count)));
  }

  void close() {
    kept.close();
    gradients.close();
  }
}
