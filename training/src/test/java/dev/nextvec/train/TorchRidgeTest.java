package dev.nextvec.train;

import dev.nextvec.baseline.RidgeContract;
import dev.nextvec.torch.Device;

class TorchRidgeTest extends RidgeContract {
  TorchRidgeTest() {
    super(TorchEngine.start(Device.CPU, 1));
  }
}
