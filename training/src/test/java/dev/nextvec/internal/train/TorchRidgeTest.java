package dev.nextvec.internal.train;

import dev.nextvec.internal.baseline.RidgeContract;
import dev.nextvec.internal.torch.Device;

class TorchRidgeTest extends RidgeContract {
  TorchRidgeTest() {
    super(TorchEngine.start(Device.CPU, 1));
  }
}
