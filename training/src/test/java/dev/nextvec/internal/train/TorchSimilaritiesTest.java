package dev.nextvec.internal.train;

import dev.nextvec.internal.engine.SimilaritiesContract;
import dev.nextvec.internal.torch.Device;

class TorchSimilaritiesTest extends SimilaritiesContract {
  TorchSimilaritiesTest() {
    super(TorchEngine.start(Device.CPU, 1));
  }
}
