package dev.nextvec.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Products by libtorch, on any device. */
record TorchProducts() implements Products {

  @Override
  public void linear(Tensor out, Tensor x, Tensor weight, Tensor bias, Activation activation) {
    activate(torch.addmm_out(out, bias, x, weight.t()), activation);
  }

  @Override
  public void addTimesTransposed(Tensor into, Tensor a, Tensor b, Activation activation) {
    activate(into.addmm_(a, b.t()), activation);
  }

  @Override
  public void activate(Tensor out, Tensor x, Activation activation) {
    activate(out.copy_(x), activation);
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
  public void close() {}
}
