package dev.nextvec.internal.rerank;

import java.util.Arrays;

/**
 * A network's scores of blocks of windows, and the gradient of their loss, with the weights as they
 * are when it is made.
 */
final class Pass {
  private final Network network;

  /** By unit, weights of the features. */
  private final float[][] inner;

  private final float[] offsets;
  private final float[] output;
  private final float[] direct;

  Pass(Network network) {
    this.network = network;
    this.inner = new float[network.hidden()][network.features()];
    for (int h = 0; h < inner.length; h++) {
      for (int f = 0; f < network.features(); f++) {
        inner[h][f] = network.weights()[f * network.hidden() + h];
      }
    }
    this.offsets = network.part(network.offsets(), network.hidden());
    this.output = network.part(network.output(), network.hidden());
    this.direct = network.part(network.direct(), network.features());
  }

  /** By window, scores of its candidates. */
  float[][] scores(Block block) {
    float[] all = new float[network.hidden()];
    Arrays.fill(all, 1);
    float[][] kept = new float[block.windows()][];
    Arrays.fill(kept, all);
    float[] scores = scores(block, units(block), kept);
    float[][] own = new float[block.windows()][];
    for (int w = 0; w < own.length; w++) {
      own[w] = Arrays.copyOfRange(scores, block.start(w), block.ends()[w]);
    }
    return own;
  }

  /** By unit, what it is for each candidate before it is rectified. */
  private float[][] units(Block block) {
    float[][] units = new float[inner.length][block.count()];
    for (int h = 0; h < units.length; h++) {
      Arrays.fill(units[h], offsets[h]);
    }
    addPairs(inner, block.columns(), units);
    return units;
  }

  private static void addPairs(float[][] weights, float[][] rows, float[][] sums) {
    int i = 0;
    for (; i + 2 <= sums.length; i += 2) {
      WeightedRows.add(weights[i], weights[i + 1], rows, sums[i], sums[i + 1]);
    }
    if (i < sums.length) {
      WeightedRows.add(weights[i], rows, sums[i]);
    }
  }

  private float[] scores(Block block, float[][] units, float[][] kept) {
    float[] scores = new float[block.count()];
    WeightedRows.add(direct, block.columns(), scores);
    for (int h = 0; h < units.length; h++) {
      float[] own = units[h];
      for (int w = 0; w < kept.length; w++) {
        float factor = kept[w][h];
        for (int i = block.start(w); i < block.ends()[w]; i++) {
          scores[i] += Math.max(0, own[i]) * factor * output[h];
        }
      }
    }
    return scores;
  }

  /**
   * Adds the gradient of the windows' losses: of each the negative logarithm of the share that the
   * softmax of the scores gives to the answer.
   *
   * @param kept by window and unit, what the unit's output is multiplied with: 1, or for dropout 0
   *     and more than 1 (Srivastava and others, <em>Dropout</em>, 2014)
   * @param gradient as the weights; added to
   * @return the losses' sum
   */
  double addGradient(Block block, float[][] kept, float[] gradient) {
    float[][] units = units(block);
    float[] slopes = scores(block, units, kept);
    double loss = 0;
    for (int w = 0; w < kept.length; w++) {
      int from = block.start(w);
      double[] shares = Network.shares(Arrays.copyOfRange(slopes, from, block.ends()[w]));
      int answer = block.answers()[w];
      for (int i = 0; i < shares.length; i++) {
        slopes[from + i] = (float) (shares[i] - (i == answer ? 1 : 0));
      }
      loss -= Math.log(Math.max(shares[answer], Double.MIN_NORMAL));
    }
    for (int h = 0; h < units.length; h++) {
      addOutput(block, h, slopes, units[h], kept, gradient);
    }
    addFeatures(block, units, slopes, gradient);
    return loss;
  }

  /** Leaves in {@code units} the slopes of the loss by what the unit was before. */
  private void addOutput(
      Block block, int h, float[] slopes, float[] units, float[][] kept, float[] gradient) {
    float out = gradient[network.output() + h];
    float offset = gradient[network.offsets() + h];
    for (int w = 0; w < kept.length; w++) {
      float factor = kept[w][h];
      for (int i = block.start(w); i < block.ends()[w]; i++) {
        boolean on = units[i] > 0;
        out += on ? slopes[i] * factor * units[i] : 0;
        units[i] = on ? slopes[i] * factor * output[h] : 0;
        offset += units[i];
      }
    }
    gradient[network.output() + h] = out;
    gradient[network.offsets() + h] = offset;
  }

  private void addFeatures(Block block, float[][] unitSlopes, float[] slopes, float[] gradient) {
    int hidden = network.hidden();
    float[][] own = new float[hidden][network.features()];
    for (int h = 0; h < hidden; h++) {
      for (int f = 0; f < own[h].length; f++) {
        own[h][f] = gradient[f * hidden + h];
      }
    }
    addPairs(unitSlopes, block.rows(), own);
    for (int h = 0; h < hidden; h++) {
      for (int f = 0; f < own[h].length; f++) {
        gradient[f * hidden + h] = own[h][f];
      }
    }
    float[] toScore =
        Arrays.copyOfRange(gradient, network.direct(), network.direct() + network.features());
    WeightedRows.add(slopes, block.rows(), toScore);
    System.arraycopy(toScore, 0, gradient, network.direct(), toScore.length);
  }
}
