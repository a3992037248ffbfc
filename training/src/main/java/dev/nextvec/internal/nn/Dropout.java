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

  /**
   * Applies a fresh mask to {@code x} in place when training.
   *
   * @param x {@code [batch, width]}, or the same step by step
   */
  public Tensor forward(Tensor x, Mode pass) {
    return switch (pass) {
      case Mode.Prediction() -> {
        active = false;
        yield x;
      }
      case Mode.Training training -> {
        active = threshold > 0;
        yield active ? x.mul_(draw(training, x, rows(x))) : x;
      }
    };
  }

  /** The same where the numbers of a window lie together. */
  Tensor forwardByWindow(Tensor x, Mode pass) {
    if (pass instanceof Mode.Training training && threshold > 0) {
      active = true;
      return x.mul_(draw(training, x, training.share().size()));
    }
    return forward(x, pass);
  }

  private static int rows(Tensor x) {
    return Math.toIntExact(x.numel() / x.size(-1));
  }

  /** A copy of {@code x} with a fresh mask when training; {@code x} itself otherwise. */
  public Tensor copied(Tensor x, Mode pass) {
    active = false;
    if (pass instanceof Mode.Training training && threshold > 0) {
      active = true;
      return torch.mul_out(copy.of(x.size(0), x.size(1)), x, draw(training, x, rows(x)));
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

  /**
   * A fresh mask of {@code count} numbers when training, those of a window together; empty when
   * nothing is dropped.
   */
  float[] onHost(Mode pass, int count) {
    if (pass instanceof Mode.Training training && threshold > 0) {
      drawOnHost(training, count, training.share().size());
      return drawn;
    }
    return NONE;
  }

  private Tensor maskLike(Tensor x) {
    return x.dim() == 2 ? mask.of(x.size(0), x.size(1)) : mask.of(x.size(0), x.size(1), x.size(2));
  }

  private Tensor draw(Mode.Training pass, Tensor x, int rows) {
    int count = Math.toIntExact(x.numel());
    drawOnHost(pass, count, rows);
    Tensor target = maskLike(x);
    workspace.engine().upload(drawn, count, target);
    return target;
  }

  /** Rows are those of the windows, over and over. */
  private void drawOnHost(Mode.Training pass, int count, int rows) {
    if (drawn.length < count) {
      drawn = new float[count];
    }
    CounterRandom random = pass.dropout().at(site);
    BatchShare share = pass.share();
    if (share.isWhole()) {
      fill(drawn, count, random, threshold, scale);
      return;
    }
    int width = count / rows;
    int piece = share.size() * width;
    long all = (long) count / share.size() * share.of();
    for (int at = 0; at < count; at += piece) {
      long from = (long) at / share.size() * share.of() + (long) share.first() * width;
      fillPart(drawn, at, piece, from, all, random);
    }
  }

  /** The numbers {@code from} and on of the {@code all} that {@link #fill} makes. */
  private void fillPart(float[] mask, int at, int n, long from, long all, CounterRandom random) {
    long quarter = (all + 3) / 4;
    for (int i = 0; i < n; i++) {
      long number = from + i;
      int bits = (int) (random.bits(number % quarter) >>> (int) (16 * (number / quarter))) & 0xFFFF;
      mask[at + i] = bits < threshold ? 0 : scale;
    }
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
