package dev.nextvec.train;

import dev.nextvec.engine.SimilaritiesContract;
import dev.nextvec.torch.Device;

class TorchSimilaritiesTest extends SimilaritiesContract {
  TorchSimilaritiesTest() {
    super(TorchEngine.start(Device.CPU, 1));
  }
}
