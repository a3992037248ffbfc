package dev.nextvec.internal.torch;

import static dev.nextvec.internal.torch.OneDnnPrimitive.matrix;
import static dev.nextvec.internal.torch.OneDnnPrimitive.requireDone;
import static org.bytedeco.dnnl.global.dnnl.*;

import dev.nextvec.internal.torch.OneDnnProduct.Start;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Kernels of oneDNN, which compiles them for the processor it finds: where MKL knows only Intel's
 * processors, it is more than twice as fast.
 *
 * <p>Products with a transposed right side are matmul primitives, kept by shape; the others go
 * through its gemm, which is the faster of the two for them. It shares libtorch's OpenMP threads.
 */
final class OneDnnKernels implements Kernels {
  private static final int MOST_KEPT = 64;

  private final Native library;
  private final KernelCache<Shape, OneDnnPrimitive> kept = new KernelCache<>(MOST_KEPT);
  private final OneDnnActivations activations;
  private final OneDnnNorms norms;
  private @Nullable Tensor ones; // [1, most parts that were ever added up]
  private @Nullable Tensor tiles; // of a weight that is being packed

  private OneDnnKernels(Native library) {
    this.library = library;
    activations = new OneDnnActivations(library);
    norms = new OneDnnNorms(library);
  }

  /** Libtorch and stream of the process; they are never freed. */
  record Native(dnnl_engine engine, dnnl_stream stream) {

    /** Loads the library; absent where it is not on the class path or cannot be loaded. */
    static @Nullable Native load() {
      if (!Loader.getPlatform().equals("linux-x86_64")) {
        return null;
      }
      try {
        Loader.load(org.bytedeco.dnnl.global.dnnl.class);
        dnnl_engine engine = new dnnl_engine();
        requireDone("engine", dnnl_engine_create(engine, dnnl_cpu, 0));
        dnnl_stream stream = new dnnl_stream();
        requireDone("stream", dnnl_stream_create(stream, engine, dnnl_stream_default_flags));
        return new Native(engine, stream);
      } catch (LinkageError | TypeNotPresentException e) {
        return null;
      }
    }

    static String version() {
      return dnnl_version().major() + "." + dnnl_version().minor();
    }

    OneDnnKernels kernels() {
      return new OneDnnKernels(this);
    }
  }

  @Override
  public void linear(Tensor out, Tensor x, Tensor weight, Tensor bias, Activation activation) {
    matmul(out, x, right(weight), bias, Start.BIAS, activation);
  }

  @Override
  public void addTimesTransposed(Tensor into, Tensor a, Tensor b, Activation activation) {
    matmul(into, a, right(b), null, Start.THERE, activation);
  }

  @Override
  public void timesTransposed(Tensor out, Tensor a, Tensor b) {
    matmul(out, a, right(b), null, Start.ZERO, Activation.NONE);
  }

  @Override
  public void activate(Tensor out, Tensor x, Activation activation) {
    activations.apply(out, x, activation);
  }

  @Override
  public void geluBackward(Tensor dx, Tensor dy, Tensor x) {
    activations.geluBackward(dx, dy, x);
  }

  @Override
  public void normalise(Tensor out, Tensor x, RowNorm norm) {
    norms.forward(out, x, norm);
  }

  @Override
  public void normaliseBackward(
      Tensor dx, Tensor dGain, Tensor dBias, Tensor dy, Tensor x, RowNorm norm) {
    norms.backward(dx, dGain, dBias, dy, x, norm);
  }

  @Override
  public Packed pack(Tensor weight) {
    return new OneDnnPacked(library, weight, this::tiles);
  }

  @Override
  public void linear(Tensor out, Tensor x, Packed weight, Tensor bias, Activation activation) {
    matmul(out, x, right(weight), bias, Start.BIAS, activation);
  }

  @Override
  public void addTimesTransposed(Tensor into, Tensor a, Packed b, Activation activation) {
    matmul(into, a, right(b), null, Start.THERE, activation);
  }

  /** What is multiplied with, transposed: a matrix {@code [n, k]}, or one that is packed. */
  private record Right(
      FloatPointer numbers, long n, long k, long row, @Nullable OneDnnPacked packed) {}

  private static Right right(Tensor b) {
    if (b.stride(1) != 1) {
      throw new IllegalArgumentException("a matrix whose columns stand apart cannot be multiplied");
    }
    return new Right(b.data_ptr_float(), b.size(0), b.size(1), b.stride(0), null);
  }

  private static Right right(Packed b) {
    OneDnnPacked packed = (OneDnnPacked) b;
    return new Right(packed.numbers(), packed.n(), packed.k(), 0, packed);
  }

  @Override
  public void times(Tensor out, Tensor a, Tensor b) {
    gemm('N', out, a, a.size(1), b, 0);
  }

  @Override
  public void addTimes(Tensor into, Tensor a, Tensor b) {
    gemm('N', into, a, a.size(1), b, 1);
  }

  @Override
  public void transposedTimes(Tensor out, Tensor a, Tensor b) {
    gemm('T', out, a, a.size(0), b, 0);
  }

  private void gemm(char left, Tensor out, Tensor a, long k, Tensor b, float beta) {
    long m = out.size(0);
    long n = out.size(1);
    require(out, a, b, left == 'N' ? m : k, left == 'N' ? k : m, k, n);
    requireDone(
        "gemm",
        dnnl_sgemm(
            (byte) left,
            (byte) 'N',
            m,
            n,
            k,
            1,
            a.data_ptr_float(),
            a.stride(0),
            b.data_ptr_float(),
            b.stride(0),
            beta,
            out.data_ptr_float(),
            out.stride(0)));
  }

  /** A product with ones: gemm reads x once, where libtorch goes through it row by row. */
  @Override
  public void sum(Tensor out, Tensor x) {
    long size = out.numel();
    long count = x.size(0);
    if (!out.is_contiguous() || !x.is_contiguous() || x.numel() != count * size) {
      throw new IllegalArgumentException(
          "%d numbers in %d parts do not add up to %d".formatted(x.numel(), count, size));
    }
    FloatPointer parts = x.data_ptr_float();
    FloatPointer total = out.data_ptr_float();
    FloatPointer one = ones(count).data_ptr_float();
    requireDone(
        "sum",
        dnnl_sgemm(
            (byte) 'N', (byte) 'N', 1, size, count, 1, one, count, parts, size, 0, total, size));
  }

  private Tensor ones(long count) {
    Tensor there = ones;
    if (there == null || there.size(1) < count) {
      there = instead(there, torch.ones(1, count));
      ones = there;
    }
    return there;
  }

  private FloatPointer tiles(long floats) {
    Tensor there = tiles;
    if (there == null || there.numel() < floats) {
      there = instead(there, torch.empty(floats));
      tiles = there;
    }
    return there.data_ptr_float();
  }

  private static Tensor instead(@Nullable Tensor old, Tensor kept) {
    release(old);
    kept.retainReference();
    return kept;
  }

  private static void release(@Nullable Tensor tensor) {
    if (tensor != null) {
      tensor.releaseReference();
    }
  }

  /** out = f(a bᵀ + what the product starts with). */
  private void matmul(
      Tensor out, Tensor a, Right b, @Nullable Tensor bias, Start start, Activation activation) {
    long m = out.size(0);
    long n = out.size(1);
    long k = a.size(1);
    if (a.size(0) != m || b.n != n || b.k != k || a.stride(1) != 1 || out.stride(1) != 1) {
      throw misfit(out, a.size(0), a.size(1), b.n, b.k);
    }
    Shape shape = new Shape(m, n, k, a.stride(0), b.row, out.stride(0), start, activation);
    OneDnnPrimitive product = kept.get(shape, s -> product(s, b.packed));
    if (bias == null) {
      product.run(a.data_ptr_float(), b.numbers, out.data_ptr_float());
    } else {
      product.run(a.data_ptr_float(), b.numbers, out.data_ptr_float(), bias.data_ptr_float());
    }
  }

  private static void require(
      Tensor out, Tensor a, Tensor b, long aRows, long aColumns, long bRows, long bColumns) {
    boolean fits =
        a.size(0) == aRows
            && a.size(1) == aColumns
            && b.size(0) == bRows
            && b.size(1) == bColumns
            && a.stride(1) == 1
            && b.stride(1) == 1
            && out.stride(1) == 1;
    if (!fits) {
      throw misfit(out, a.size(0), a.size(1), b.size(0), b.size(1));
    }
  }

  static IllegalArgumentException misfit(
      Tensor out, long aRows, long aColumns, long bRows, long bColumns) {
    return new IllegalArgumentException(
        "matrices of [%d, %d] and [%d, %d] do not make one of [%d, %d]"
            .formatted(aRows, aColumns, bRows, bColumns, out.size(0), out.size(1)));
  }

  @Override
  public void close() {
    kept.close();
    activations.close();
    norms.close();
    release(tiles);
    release(ones);
  }

  /** What a kernel is compiled for. {@code bRow} is 0 where b is packed: n and k give its order. */
  private record Shape(
      long m,
      long n,
      long k,
      long aRow,
      long bRow,
      long outRow,
      Start start,
      Activation activation) {}

  private OneDnnPrimitive product(Shape s, @Nullable OneDnnPacked packed) {
    dnnl_memory_desc a = matrix(s.m, s.k, s.aRow, 1);
    dnnl_memory_desc b = packed == null ? matrix(s.k, s.n, 1, s.bRow) : copy(packed.order());
    dnnl_memory_desc out = matrix(s.m, s.n, s.outRow, 1);
    return new OneDnnProduct(s.n, s.start, s.activation).of(library, a, b, out);
  }

  static dnnl_memory_desc copy(dnnl_memory_desc desc) {
    dnnl_memory_desc copy = new dnnl_memory_desc();
    requireDone("weight's order", dnnl_memory_desc_clone(copy, desc));
    return copy;
  }
}
