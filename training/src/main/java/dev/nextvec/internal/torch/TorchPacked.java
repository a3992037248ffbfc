package dev.nextvec.internal.torch;

import org.bytedeco.pytorch.Tensor;

/** A weight as it is: libtorch takes no other. */
record TorchPacked(Tensor weight) implements Kernels.Packed {
  TorchPacked {
    weight.retainReference();
  }

  @Override
  public void renew() {}

  @Override
  public void close() {
    weight.releaseReference();
  }
}
