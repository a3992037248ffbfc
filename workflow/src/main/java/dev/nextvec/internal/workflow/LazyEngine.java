package dev.nextvec.internal.workflow;

import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.engine.Engines;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.train.TorchEngine;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts libtorch when the first product is needed: that takes a second, and not all have it. What
 * computes where it cannot be loaded, {@link Engines} decides.
 */
public final class LazyEngine implements Supplier<Engine> {
  private final Device device;
  private final int threads;
  private @Nullable Engine engine;

  /**
   * An engine that is started when it is first asked for.
   *
   * @param device where it computes
   * @param threads of one operation; 0 for one for each processor
   */
  public LazyEngine(Device device, int threads) {
    this.device = device;
    this.threads = threads;
  }

  @Override
  public synchronized Engine get() {
    Engine running = engine;
    if (running == null) {
      running = start();
      engine = running;
    }
    return running;
  }

  /** Whoever names a device wants that and nothing else. */
  private Engine start() {
    return switch (device) {
      case AUTO, CPU -> Engines.start(this::fast, threads);
      case CUDA, MPS -> trainer();
    };
  }

  private TorchEngine fast() {
    return TorchEngine.start(device, threads);
  }

  /**
   * The engine that trains.
   *
   * @throws IllegalStateException where there is no libtorch
   */
  public synchronized TorchEngine trainer() {
    return engine instanceof TorchEngine trains ? trains : started(Engines.require(this::fast));
  }

  private TorchEngine started(TorchEngine trains) {
    engine = trains;
    return trains;
  }
}
