package dev.nextvec.internal.random;

/**
 * Random numbers as a function of a key and a counter (SplitMix64: Steele, Lea and Flood, "Fast
 * splittable pseudorandom number generators", OOPSLA 2014). Nothing has to be saved to continue a
 * sequence, no order of drawing matters, and the numbers never change with a library's version.
 *
 * @param key names the sequence
 */
public record CounterRandom(long key) {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  /** The sequence of {@code seed} for one purpose, independent of every other purpose's. */
  public static CounterRandom of(long seed, String purpose) {
    long key = mix(seed + GAMMA);
    for (int i = 0; i < purpose.length(); i++) {
      key = mix(key * 31 + purpose.charAt(i) + GAMMA);
    }
    return new CounterRandom(key);
  }

  /** A sequence of its own below this one, for example one for each step. */
  public CounterRandom at(long index) {
    return new CounterRandom(mix(key ^ mix(index + GAMMA)));
  }

  /** 64 random bits. */
  public long bits(long counter) {
    return mix(key + (counter + 1) * GAMMA);
  }

  /** Uniform in [0, 1) with 53 bits. */
  public double uniform(long counter) {
    return (bits(counter) >>> 11) * 0x1p-53;
  }

  /** Uniform in {@code 0..bound-1}. */
  public int below(int bound, long counter) {
    return (int) Math.unsignedMultiplyHigh(bits(counter), bound);
  }

  /** Standard normal, by Box and Muller's transform of two uniforms. */
  public double gaussian(long counter) {
    double u = 1 - uniform(2 * counter);
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * uniform(2 * counter + 1));
  }

  /** Shuffles in place (Fisher and Yates). */
  public void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = below(i + 1, i);
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
  }

  /**
   * The numbers 0 to {@code size - 1} in random order (Fisher and Yates, from the end downwards).
   * Splits are made by it, and recorded by their seed: it draws by remainder, and must not change.
   */
  public int[] permutation(int size) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    for (int i = size - 1; i > 0; i--) {
      int j = (int) Long.remainderUnsigned(bits(size - 1 - i), i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
