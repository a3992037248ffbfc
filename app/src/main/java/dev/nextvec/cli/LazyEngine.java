package dev.nextvec.cli;

import dev.nextvec.torch.Device;
import dev.nextvec.torch.Engine;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starts libtorch when the first tensor is needed: that takes a second, and not all have it. */
final class LazyEngine implements Supplier<Engine> {
  private final Device device;
  private final int threads;
  private @Nullable Engine engine;

  LazyEngine(Device device, int threads) {
    this.device = device;
    this.threads = threads;
  }

  @Override
  public synchronized Engine get() {
    Engine running = engine;
    if (running == null) {
      running = Engine.start(device, threads);
      engine = running;
    }
    return running;
  }
}
