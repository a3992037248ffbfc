package dev.nextvec.internal.engine;

/**
 * Starts the engine of a module that brings one; found by {@link java.util.ServiceLoader}. {@link
 * Engines} decides whether it is used.
 */
public interface FastEngine {

  /**
   * Loads it, or joins what runs already.
   *
   * @throws EngineMissing if this platform has none
   */
  Engine join();
}
