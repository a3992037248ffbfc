package dev.nextvec.internal.torch;

import static dev.nextvec.internal.torch.OneDnnPrimitive.matrix;
import static dev.nextvec.internal.torch.OneDnnPrimitive.requireDone;
import static dev.nextvec.internal.torch.OneDnnPrimitive.vector;
import static org.bytedeco.dnnl.global.dnnl.*;

import dev.nextvec.internal.torch.OneDnnPrimitive.Argument;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.pytorch.Tensor;

/**
 * Layer normalisation of contiguous rows, forward and backward, kept by size. libtorch's writes
 * into memory of its own and then copies.
 */
final class OneDnnNorms {
  private static final int MOST_KEPT = 16;
  private static final int FLAGS = dnnl_use_scale | dnnl_use_shift;
  private static final String WHAT = "layer normalisation";

  private final OneDnnKernels.Native library;
  private final KernelCache<Size, OneDnnPrimitive> forward = new KernelCache<>(MOST_KEPT);
  private final KernelCache<Size, OneDnnPrimitive> backward = new KernelCache<>(MOST_KEPT);

  OneDnnNorms(OneDnnKernels.Native library) {
    this.library = library;
  }

  private record Size(long rows, long width) {
    static Size of(Tensor x) {
      return new Size(x.size(0), x.size(1));
    }

    Argument whole(int name) {
      return new Argument(name, matrix(rows, width, width, 1));
    }

    Argument oneARow(int name) {
      return new Argument(name, vector(rows));
    }

    Argument oneAColumn(int name) {
      return new Argument(name, vector(width));
    }
  }

  void forward(Tensor out, Tensor x, RowNorm norm) {
    requireWhole(out, x);
    Size size = Size.of(x);
    requireFits(size, norm);
    forward
        .get(size, this::compiledForward)
        .run(
            x.data_ptr_float(),
            out.data_ptr_float(),
            norm.mean().data_ptr_float(),
            norm.spread().data_ptr_float(),
            norm.gain().data_ptr_float(),
            norm.bias().data_ptr_float());
  }

  void backward(Tensor dx, Tensor dGain, Tensor dBias, Tensor dy, Tensor x, RowNorm norm) {
    requireWhole(dx, x);
    requireWhole(dy, x);
    Size size = Size.of(x);
    requireFits(size, norm);
    requireLength(dGain, size.width);
    requireLength(dBias, size.width);
    backward
        .get(size, this::compiledBackward)
        .run(
            x.data_ptr_float(),
            dy.data_ptr_float(),
            norm.mean().data_ptr_float(),
            norm.spread().data_ptr_float(),
            norm.gain().data_ptr_float(),
            dx.data_ptr_float(),
            dGain.data_ptr_float(),
            dBias.data_ptr_float());
  }

  private static void requireWhole(Tensor one, Tensor other) {
    if (!one.is_contiguous() || !other.is_contiguous() || one.numel() != other.numel()) {
      throw new IllegalArgumentException(
          "rows are normalised into others of their size without gaps between them");
    }
  }

  /** oneDNN gets places alone: it would read and write beyond a vector that is too short. */
  private static void requireFits(Size size, RowNorm norm) {
    requireLength(norm.gain(), size.width);
    requireLength(norm.bias(), size.width);
    requireLength(norm.mean(), size.rows);
    requireLength(norm.spread(), size.rows);
  }

  private static void requireLength(Tensor vector, long length) {
    if (vector.numel() != length) {
      throw new IllegalArgumentException(
          "a layer normalisation was given %d numbers where %d belong"
              .formatted(vector.numel(), length));
    }
  }

  private OneDnnPrimitive compiledForward(Size size) {
    return new OneDnnPrimitive(
        library,
        WHAT,
        forwardDesc(size),
        size.whole(DNNL_ARG_SRC),
        size.whole(DNNL_ARG_DST),
        size.oneARow(DNNL_ARG_MEAN),
        size.oneARow(DNNL_ARG_VARIANCE),
        size.oneAColumn(DNNL_ARG_SCALE),
        size.oneAColumn(DNNL_ARG_SHIFT));
  }

  private OneDnnPrimitive compiledBackward(Size size) {
    return new OneDnnPrimitive(
        library,
        WHAT,
        backwardDesc(size),
        size.whole(DNNL_ARG_SRC),
        size.whole(DNNL_ARG_DIFF_DST),
        size.oneARow(DNNL_ARG_MEAN),
        size.oneARow(DNNL_ARG_VARIANCE),
        size.oneAColumn(DNNL_ARG_SCALE),
        size.whole(DNNL_ARG_DIFF_SRC),
        size.oneAColumn(DNNL_ARG_DIFF_SCALE),
        size.oneAColumn(DNNL_ARG_DIFF_SHIFT));
  }

  private dnnl_primitive_desc forwardDesc(Size size) {
    dnnl_memory_desc rows = matrix(size.rows, size.width, size.width, 1);
    dnnl_memory_desc noted = vector(size.rows);
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    requireDone(
        WHAT,
        dnnl_layer_normalization_forward_primitive_desc_create(
            desc,
            library.engine(),
            dnnl_forward_training,
            rows,
            rows,
            noted,
            RowNorm.EPSILON,
            FLAGS,
            (dnnl_primitive_attr) null));
    dnnl_memory_desc_destroy(rows);
    dnnl_memory_desc_destroy(noted);
    return desc;
  }

  private dnnl_primitive_desc backwardDesc(Size size) {
    dnnl_memory_desc rows = matrix(size.rows, size.width, size.width, 1);
    dnnl_memory_desc noted = vector(size.rows);
    dnnl_primitive_desc hint = forwardDesc(size);
    dnnl_primitive_desc desc = new dnnl_primitive_desc();
    requireDone(
        WHAT,
        dnnl_layer_normalization_backward_primitive_desc_create(
            desc,
            library.engine(),
            dnnl_backward,
            rows,
            rows,
            rows,
            noted,
            RowNorm.EPSILON,
            FLAGS,
            hint,
            (dnnl_primitive_attr) null));
    dnnl_primitive_desc_destroy(hint);
    dnnl_memory_desc_destroy(rows);
    dnnl_memory_desc_destroy(noted);
    return desc;
  }

  void close() {
    forward.close();
    backward.close();
  }
}
