package dev.nextvec.torch;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.pytorch.Tensor;

/** Activations of contiguous tensors, kept by length: by every thread, from a short length on. */
final class OneDnnActivations {
  private static final int MOST_KEPT = 16;

  private final OneDnnProducts.Native library;
  private final Map<Key, Kernel> kept = new HashMap<>();

  OneDnnActivations(OneDnnProducts.Native library) {
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
    Key key = new Key(x.numel(), activation);
    Kernel kernel = kept.get(key);
    if (kernel == null) {
      if (kept.size() == MOST_KEPT) {
        close();
      }
      kernel = new Kernel(library, key);
      kept.put(key, kernel);
    }
    kernel.run(library, out, x);
  }

  void close() {
    kept.values().forEach(Kernel::close);
    kept.clear();
  }

  private static final class Kernel {
    private final dnnl_primitive primitive = new dnnl_primitive();
    private final dnnl_memory x = new dnnl_memory();
    private final dnnl_memory out = new dnnl_memory();
    private final dnnl_exec_arg_t arguments = new dnnl_exec_arg_t(2);

    Kernel(OneDnnProducts.Native library, Key key) {
      dnnl_memory_desc row = OneDnnProducts.matrix(1, key.count, key.count, 1);
      dnnl_primitive_desc desc = new dnnl_primitive_desc();
      OneDnnProducts.require(
          "activation",
          dnnl_eltwise_forward_primitive_desc_create(
              desc,
              library.engine(),
              dnnl_forward_inference,
              function(key.activation),
              row,
              row,
              0,
              0,
              (dnnl_primitive_attr) null));
      OneDnnProducts.require("activation", dnnl_primitive_create(primitive, desc));
      OneDnnProducts.memory(x, row, library);
      OneDnnProducts.memory(out, row, library);
      dnnl_primitive_desc_destroy(desc);
      dnnl_memory_desc_destroy(row);
      arguments.retainReference();
      arguments.position(0).arg(DNNL_ARG_SRC).memory(x);
      arguments.position(1).arg(DNNL_ARG_DST).memory(out);
      arguments.position(0);
    }

    void run(OneDnnProducts.Native library, Tensor result, Tensor argument) {
      dnnl_memory_set_data_handle(x, argument.data_ptr_float());
      dnnl_memory_set_data_handle(out, result.data_ptr_float());
      OneDnnProducts.require(
          "activation", dnnl_primitive_execute(primitive, library.stream(), 2, arguments));
    }

    void close() {
      dnnl_primitive_destroy(primitive);
      dnnl_memory_destroy(x);
      dnnl_memory_destroy(out);
      arguments.releaseReference();
    }
  }
}
