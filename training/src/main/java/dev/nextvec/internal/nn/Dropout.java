package dev.nextvec.internal.nn;

import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.internal.torch.Workspace;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Inverted dropout: zeroes a share {@code p} and scales the rest by 1 / (1 - p). Works in place.
 *
 * <p>The mask comes from sixteen bits of a counter-based generator for each number, not from
 * libtorch's generator: that one draws serially (millions of numbers a step in a Transformer) and
 * its state would have to be saved. {@code p} is met to within 1/65536.
 */
public final class Dropout {
  private static final float[] NONE = {};
  private static final int BLOCK = 1024;

  private final int threshold;
  private final float scale;
  private final int site;
  private final Workspace workspace;
  private final Workspace.Buffer mask;
  private final Workspace.Buffer copy;
  private float[] drawn = NONE;
  private boolean active;

  /**
   * @param p share that is zeroed, in [0, 1)
   * @param site number of this layer within its network; two layers never share masks
   */
  public Dropout(double p, int site, Workspace workspace) {
    if (!(p >= 0 && p < 1)) {
      throw new IllegalArgumentException("`dropout` must be in [0, 1) but was " + p);
    }
    this.threshold = (int) Math.round(p * 65536);
    this.scale = (float) (1 / (1 - p));
    this.site = site;
    this.workspace = workspace;
    this.mask = workspace.buffer();
    this.copy = workspace.buffer();
  }

  /** Applies a fresh mask to {@code x} in place when training. */
  public Tensor forward(Tensor x, Mode pass) {
    return switch (pass) {
      case Mode.Prediction() -> {
        active = false;
        yield x;
      }
      case Mode.Training(CounterRandom random) -> {
        active = threshold > 0;
        yield active ? x.mul_(draw(random.at(site), x)) : x;
      }
    };
  }

  /** A copy of {@code x} with a fresh mask when training; {@code x} itself otherwise. */
  public Tensor copied(Tensor x, Mode pass) {
    active = false;
    if (pass instanceof Mode.Training(CounterRandom random) && threshold > 0) {
      active = true;
      return torch.mul_out(copy.of(x.size(0), x.size(1)), x, draw(random.at(site), x));
    }
    return x;
  }

  /** What the last {@link #copied} of {@code x} gave. */
  public Tensor copyOf(Tensor x) {
    return active ? copy.of(x.size(0), x.size(1)) : x;
  }

  /** Applies the forward pass's mask to the gradient in place. */
  public Tensor backward(Tensor dy) {
    return active ? dy.mul_(maskLike(dy)) : dy;
  }

  /** A fresh mask of {@code count} numbers when training; empty when nothing is dropped. */
  float[] onHost(Mode pass, int count) {
    if (pass instanceof Mode.Training(CounterRandom random) && threshold > 0) {
      drawOnHost(random.at(site), count);
      return drawn;
    }
    return NONE;
  }

  private Tensor maskLike(Tensor x) {
    return x.dim() == 2 ? mask.of(x.size(0), x.size(1)) : mask.of(x.size(0), x.size(1), x.size(2));
  }

  private Tensor draw(CounterRandom random, Tensor x) {
    int count = Math.toIntExact(x.numel());
    drawOnHost(random, count);
    Tensor target = maskLike(x);
    workspace.engine().upload(drawn, count, target);
    return target;
  }

  private void drawOnHost(CounterRandom random, int count) {
    if (drawn.length < count) {
      drawn = new float[count];
    }
    fill(drawn, count, random, threshold, scale);
  }

  /**
   * Four numbers from each 64 bits, a quarter of the mask apart: so the compiler makes vector
   * instructions of both loops.
   */
  static void fill(float[] mask, int count, CounterRandom random, int threshold, float scale) {
    long[] bits = new long[BLOCK];
    int quarter = (count + 3) / 4;
    for (int first = 0; first < quarter; first += BLOCK) {
      int n = Math.min(BLOCK, quarter - first);
      for (int j = 0; j < n; j++) {
        bits[j] = random.bits(first + (long) j);
      }
      for (int part = 0; part < 4; part++) {
        int at = part * quarter + first;
        part(mask, at, Math.min(n, count - at), bits, 16 * part, threshold, -scale);
      }
    }
  }

  /** The scale where sixteen bits reach the threshold: 0 or -1 times minus the scale. */
  private static void part(
      float[] mask, int at, int n, long[] bits, int shift, int threshold, float minusScale) {
    for (int j = 0; j < n; j++) {
      int drawn = (int) (bits[j] >>> shift) & 0xFFFF;
      mask[at + j] = ((threshold - 1 - drawn) >> 31) * minusScale;
    }
  }
}
