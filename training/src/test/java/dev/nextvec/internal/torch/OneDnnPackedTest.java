package dev.nextvec.internal.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class OneDnnPackedTest {
  private final Libtorch engine = Libtorch.start(Device.CPU, 2);

  /** Sizes whose order is made in two stages where the processor has it, and sizes that are not. */
  @Test
  void aRenewedWeightIsPackedAsANewOneIs() {
    long[][] sizes = {{64, 16}, {64, 512}, {512, 64}, {1024, 512}, {80, 48}, {96, 36}, {70, 64}};
    for (long[] size : sizes) {
      try (PointerScope scope = new PointerScope();
          Kernels kernels = engine.kernels()) {
        Tensor weight = torch.randn(size);
        Tensor bias = torch.randn(size[0]);
        Tensor x = torch.randn(9, size[1]);
        Tensor fresh = engine.empty(9, size[0]);
        Tensor renewed = engine.empty(9, size[0]);
        try (Kernels.Packed old = kernels.pack(weight)) {
          weight.neg_();
          old.renew();
          kernels.linear(renewed, x, old, bias, Activation.NONE);
        }
        try (Kernels.Packed packed = kernels.pack(weight)) {
          kernels.linear(fresh, x, packed, bias, Activation.NONE);
        }
        assertThat(fresh.equal(renewed)).as("%d x %d", size[0], size[1]).isTrue();
      }
    }
  }
}
