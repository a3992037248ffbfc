package dev.nextvec.data;

import java.util.List;

/** A split whose test part also chooses the best epoch: what a careless tool might write. */
public final class CarelessSplit {
  private CarelessSplit() {}

  /** The split of the seed, with the test part in place of the validation part. */
  public static Split of(Dataset dataset, int contextLength, long seed) {
    Split sound = Split.of(dataset, contextLength, seed);
    return new Split(
        sound.kind(),
        seed,
        sound.fractions(),
        dataset.windows(contextLength),
        sound.trainWindows(),
        List.of(sound.part(0), sound.part(2), sound.part(2)),
        List.of());
  }
}
