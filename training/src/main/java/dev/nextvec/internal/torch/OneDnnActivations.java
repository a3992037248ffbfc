package dev.nextvec.internal.torch;

import static dev.nextvec.internal.torch.OneDnnPrimitive.requireDone;
import static dev.nextvec.internal.torch.OneDnnPrimitive.vector;
import static org.bytedeco.dnnl.global.dnnl.*;

import dev.nextvec.internal.torch.OneDnnPrimitive.Argument;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.pytorch.Tensor;

/** Activations of contiguous tensors, kept by length: by every thread, from a short length on. */
final class OneDnnActivations {
  private static final int MOST_KEPT = 16;

  private final OneDnnKernels.Native library;
  private final KernelCache<Key, OneDnnPrimitive> kept = new KernelCache<>(MOST_KEPT);

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
    };
  }

  void apply(Tensor out, Tensor x, Activation activation) {
    if (!out.is_contiguous() || !x.is_contiguous() || out.numel() != x.numel()) {
      throw new IllegalArgumentException(
          "an activation needs two tensors of one size without gaps between their rows");
    }
    if (activation == Activation.NONE) {
      out.copy_(x);
      return;
    }
    kept.get(new Key(x.numel(), activation), this::compiled)
        .run(x.data_ptr_float(), out.data_ptr_float());
  }

  private OneDnnPrimitive compiled(Key key) {
    dnnl_memory_desc numbers = vector(key.count);
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    requireDone(
        "activation",
        dnnl_eltwise_forward_primitive_desc_create(
            desc,
            library.engine(),
            dnnl_forward_inference,
            function(key.activation),
            numbers,
            numbers,
            0,
            0,
            (dnnl_primitive_attr) null));
    dnnl_memory_desc_destroy(numbers);
    return new OneDnnPrimitive(
        library,
        "activation",
        desc,
        new Argument(DNNL_ARG_SRC, vector(key.count)),
        new Argument(DNNL_ARG_DST, vector(key.count)));
  }

  void close() {
    kept.close();
  }
}
