package dev.nextvec.internal.torch;

import static dev.nextvec.internal.torch.OneDnnPrimitive.matrix;

import dev.nextvec.internal.torch.OneDnnProduct.Start;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Kernels whose products round both matrices to bfloat16, to the nearest, and add up in float32;
 * everything else is done in float32.
 *
 * <p>A network's weights are rounded together ({@link Bfloat16Weights}), once in each pass of a
 * training, and multiplied with as they lie there: an order of their own costs more to make than it
 * saves in a pass. Where they stay as they are, they are packed ({@link Bfloat16Packs}). Other
 * matrices are rounded in each product.
 */
final class Bfloat16Kernels implements Kernels {
  private static final int MOST_KEPT = 128;

  private final OneDnnKernels.Native library;
  private final OneDnnKernels exact;
  private final Bfloat16Parts weights;
  private final Bfloat16Rounding left;
  private final Bfloat16Rounding right;
  private final KernelCache<Shape, OneDnnPrimitive> kept = new KernelCache<>(MOST_KEPT);

  /**
   * @param values the network's weights, all of them side by side
   * @param fixed whether they stay as they are
   */
  Bfloat16Kernels(OneDnnKernels.Native library, Tensor values, boolean fixed) {
    this.library = library;
    exact = library.kernels();
    weights = fixed ? new Bfloat16Packs(library, values) : new Bfloat16Weights(library, values);
    left = new Bfloat16Rounding(library);
    right = new Bfloat16Rounding(library);
  }

  @Override
  public void begin() {
    weights.renew();
  }

  @Override
  public void linear(Tensor out, Tensor x, Tensor weight, Tensor bias, Activation activation) {
    multiply(out, a(x), turned(weight), bias, Start.BIAS, activation);
  }

  @Override
  public void addTimesTransposed(Tensor into, Tensor a, Tensor b, Activation activation) {
    multiply(into, a(a), turned(b), null, Start.THERE, activation);
  }

  @Override
  public void timesTransposed(Tensor out, Tensor a, Tensor b) {
    multiply(out, a(a), turned(b), null, Start.ZERO, Activation.NONE);
  }

  @Override
  public void times(Tensor out, Tensor a, Tensor b) {
    multiply(out, a(a), b(b), null, Start.ZERO, Activation.NONE);
  }

  @Override
  public void addTimes(Tensor into, Tensor a, Tensor b) {
    multiply(into, a(a), b(b), null, Start.THERE, Activation.NONE);
  }

  @Override
  public void transposedTimes(Tensor out, Tensor a, Tensor b) {
    multiply(out, a(a).transposed(), b(b), null, Start.ZERO, Activation.NONE);
  }

  @Override
  public void activate(Tensor out, Tensor x, Activation activation) {
    exact.activate(out, x, activation);
  }

  @Override
  public void geluBackward(Tensor dx, Tensor dy, Tensor x) {
    exact.geluBackward(dx, dy, x);
  }

  @Override
  public void normalise(Tensor out, Tensor x, RowNorm norm) {
    exact.normalise(out, x, norm);
  }

  @Override
  public void normaliseBackward(
      Tensor dx, Tensor dGain, Tensor dBias, Tensor dy, Tensor x, RowNorm norm) {
    exact.normaliseBackward(dx, dGain, dBias, dy, x, norm);
  }

  @Override
  public void sum(Tensor out, Tensor x) {
    exact.sum(out, x);
  }

  @Override
  public Packed pack(Tensor weight) {
    return new Unpacked(weight);
  }

  @Override
  public void linear(Tensor out, Tensor x, Packed weight, Tensor bias, Activation activation) {
    linear(out, x, ((Unpacked) weight).weight(), bias, activation);
  }

  @Override
  public void addTimesTransposed(Tensor into, Tensor a, Packed b, Activation activation) {
    addTimesTransposed(into, a, ((Unpacked) b).weight(), activation);
  }

  private Bfloat16Matrix a(Tensor a) {
    return rounded(a, left);
  }

  private Bfloat16Matrix b(Tensor b) {
    @Nullable Bfloat16Matrix there = weights.of(b, false);
    return there != null ? there : rounded(b, right);
  }

  private Bfloat16Matrix turned(Tensor b) {
    @Nullable Bfloat16Matrix there = weights.of(b, true);
    return there != null ? there : rounded(b, right).transposed();
  }

  private static Bfloat16Matrix rounded(Tensor x, Bfloat16Rounding rounding) {
    return new Bfloat16Matrix(rounding.of(x), x.size(0), x.size(1), x.size(1), 1);
  }

  private void multiply(
      Tensor out,
      Bfloat16Matrix a,
      Bfloat16Matrix b,
      @Nullable Tensor bias,
      Start start,
      Activation activation) {
    long m = out.size(0);
    long n = out.size(1);
    if (a.rows() != m || b.columns() != n || a.columns() != b.rows() || out.stride(1) != 1) {
      throw OneDnnKernels.misfit(out, a.rows(), a.columns(), b.rows(), b.columns());
    }
    Shape shape =
        new Shape(
            m,
            n,
            a.columns(),
            a.row(),
            a.column(),
            b.row(),
            b.column(),
            out.stride(0),
            start,
            activation);
    OneDnnPrimitive product =
        kept.get(
            shape,
            s ->
                new OneDnnProduct(n, start, activation)
                    .of(library, a.desc(), b.desc(), matrix(m, n, s.outRow, 1)));
    if (bias == null) {
      product.run(a.numbers(), b.numbers(), out.data_ptr_float());
    } else {
      product.run(a.numbers(), b.numbers(), out.data_ptr_float(), bias.data_ptr_float());
    }
  }

  /** What a kernel is compiled for; where b has an order of its own, k and n give it. */
  private record Shape(
      long m,
      long n,
      long k,
      long aRow,
      long aColumn,
      long bRow,
      long bColumn,
      long outRow,
      Start start,
      Activation activation) {}

  @Override
  public void close() {
    kept.close();
    left.close();
    right.close();
    weights.close();
    exact.close();
  }

  /** A weight where it is: see the class comment. */
  record Unpacked(Tensor weight) implements Packed {
    Unpacked {
      weight.retainReference();
    }

    @Override
    public void renew() {}

    @Override
    public void close() {
      weight.releaseReference();
    }
  }
}
