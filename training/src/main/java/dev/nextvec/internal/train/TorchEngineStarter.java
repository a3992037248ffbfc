package dev.nextvec.internal.train;

import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.engine.FastEngine;

/** Starts the engine on libtorch for whoever knows only that there is one. */
public final class TorchEngineStarter implements FastEngine {

  @Override
  public Engine join() {
    return TorchEngine.join();
  }
}
