package dev.nextvec.internal.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Kernels of libtorch, on any device. */
record TorchKernels() implements Kernels {
  private static final long[] FIRST = {0};

  @Override
  public void linear(Tensor out, Tensor x, Tensor weight, Tensor bias, Activation activation) {
    activate(torch.addmm_out(out, bias, x, weight.t()), activation);
  }

  @Override
  public void addTimesTransposed(Tensor into, Tensor a, Tensor b, Activation activation) {
    activate(into.addmm_(a, b.t()), activation);
  }

  @Override
  public void timesTransposed(Tensor out, Tensor a, Tensor b) {
    torch.mm_out(out, a, b.t());
  }

  @Override
  public void activate(Tensor out, Tensor x, Activation activation) {
    activate(out.copy_(x), activation);
  }

  @Override
  public void geluBackward(Tensor dx, Tensor dy, Tensor x) {
    torch.gelu_backward_out(dx, dy, x);
  }

  @Override
  public void normalise(Tensor out, Tensor x, RowNorm norm) {
    torch.native_layer_norm_out(
        out,
        norm.mean().view(-1, 1),
        norm.spread().view(-1, 1),
        x,
        new long[] {x.size(1)},
        new TensorOptional(norm.gain()),
        new TensorOptional(norm.bias()),
        RowNorm.EPSILON);
  }

  @Override
  public void normaliseBackward(
      Tensor dx, Tensor dGain, Tensor dBias, Tensor dy, Tensor x, RowNorm norm) {
    torch.native_layer_norm_backward_out(
        dx,
        dGain,
        dBias,
        dy,
        x,
        new long[] {x.size(1)},
        norm.mean().view(-1, 1),
        norm.spread().view(-1, 1),
        new TensorOptional(norm.gain()),
        new TensorOptional(norm.bias()),
        NativeConstants.THREE_TRUE);
  }

  @Override
  public Packed pack(Tensor weight) {
    return new TorchPacked(weight);
  }

  @Override
  public void linear(Tensor out, Tensor x, Packed weight, Tensor bias, Activation activation) {
    linear(out, x, plain(weight), bias, activation);
  }

  @Override
  public void addTimesTransposed(Tensor into, Tensor a, Packed b, Activation activation) {
    addTimesTransposed(into, a, plain(b), activation);
  }

  private static Tensor plain(Packed packed) {
    return ((TorchPacked) packed).weight();
  }

  private static void activate(Tensor x, Activation activation) {
    switch (activation) {
      case NONE -> {}
      case SIGMOID -> x.sigmoid_();
      case TANH -> x.tanh_();
      case RELU -> x.relu_();
      case GELU -> torch.gelu_(x);
    }
  }

  @Override
  public void times(Tensor out, Tensor a, Tensor b) {
    torch.mm_out(out, a, b);
  }

  @Override
  public void addTimes(Tensor into, Tensor a, Tensor b) {
    into.addmm_(a, b);
  }

  @Override
  public void transposedTimes(Tensor out, Tensor a, Tensor b) {
    torch.mm_out(out, a.t(), b);
  }

  @Override
  public void sum(Tensor out, Tensor x) {
    torch.sum_out(out, x, FIRST, false, NativeConstants.FLOAT);
  }

  @Override
  public void close() {}
}
