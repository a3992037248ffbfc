package dev.nextvec.compare;

import dev.nextvec.model.Architecture;
import dev.nextvec.run.TrainingConfig;

/**
 * What a network was trained by, apart from data, split and seed: runs of one recipe on one split
 * differ by chance alone.
 *
 * @param architecture its sizes
 * @param config how it was trained; its seed is always 0 here
 */
public record Recipe(Architecture architecture, TrainingConfig config) {
  public Recipe {
    config = config.withSeed(0);
  }
}
