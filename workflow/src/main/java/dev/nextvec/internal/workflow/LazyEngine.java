package dev.nextvec.internal.workflow;

import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.engine.PlainEngine;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.LibtorchMissing;
import dev.nextvec.internal.train.TorchEngine;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts libtorch when the first product is needed: that takes a second, and not all have it. Where
 * it cannot be loaded, plain Java computes instead; only networks cannot be run then.
 */
public final class LazyEngine implements Supplier<Engine> {
  /** {@code -Dnextvec.engine=plain} leaves libtorch out. */
  private static final String PROPERTY = "nextvec.engine";

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

  private Engine start() {
    if ("plain".equals(System.getProperty(PROPERTY))) {
      return new PlainEngine(threads);
    }
    try {
      return TorchEngine.start(device, threads);
    } catch (LibtorchMissing missing) {
      return new PlainEngine(threads);
    }
  }

  /**
   * The engine that trains.
   *
   * @throws IllegalStateException where there is no libtorch
   */
  public synchronized TorchEngine trainer() {
    if (get() instanceof TorchEngine trains) {
      return trains;
    }
    return TorchEngine.start(device, threads); // says what is missing
  }
}
