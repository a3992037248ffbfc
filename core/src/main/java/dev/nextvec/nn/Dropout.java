package dev.nextvec.nn;

import dev.nextvec.data.CounterRandom;
import dev.nextvec.torch.Workspace;
import org.bytedeco.pytorch.Tensor;

/**
 * Inverted dropout: zeroes a share {@code p} and scales the rest by 1 / (1 - p). Works in place.
 *
 * <p>The mask comes from sixteen bits of a counter-based generator for each number, not from
 * libtorch's generator: that one draws serially (millions of numbers a step in a Transformer) and
 * its state would have to be saved. {@code p} is met to within 1/65536.
 */
public final class Dropout {
  private static final float[] NONE = {};

  private final int threshold;
  private final float scale;
  private final int site;
  private final Workspace workspace;
  private final Workspace.Buffer mask;
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
  }

  /** Applies a fresh mask to {@code x} in place when training. */
  public Tensor forward(Tensor x, Pass pass) {
    return switch (pass) {
      case Pass.Prediction() -> {
        active = false;
        yield x;
      }
      case Pass.Training(CounterRandom random) -> {
        active = threshold > 0;
        yield active ? x.mul_(draw(random.at(site), x)) : x;
      }
    };
  }

  /** Applies the forward pass's mask to the gradient in place. */
  public Tensor backward(Tensor dy) {
    return active ? dy.mul_(maskLike(dy)) : dy;
  }

  /** A fresh mask of {@code count} numbers when training; empty when nothing is dropped. */
  float[] onHost(Pass pass, int count) {
    if (pass instanceof Pass.Training(CounterRandom random) && threshold > 0) {
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
      drawn = new float[(count + 3) & ~3]; // whole fours
    }
    fill(drawn, count, random, threshold, scale);
  }

  /** Four numbers from each 64 bits. */
  static void fill(float[] mask, int count, CounterRandom random, int threshold, float scale) {
    for (int i = 0, counter = 0; i < count; i += 4, counter++) {
      long bits = random.bits(counter);
      mask[i] = (bits & 0xFFFF) < threshold ? 0 : scale;
      mask[i + 1] = (bits >>> 16 & 0xFFFF) < threshold ? 0 : scale;
      mask[i + 2] = (bits >>> 32 & 0xFFFF) < threshold ? 0 : scale;
      mask[i + 3] = (bits >>> 48) < threshold ? 0 : scale;
    }
  }
}
