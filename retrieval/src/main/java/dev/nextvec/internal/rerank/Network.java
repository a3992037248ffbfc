package dev.nextvec.internal.rerank;

import dev.nextvec.internal.random.CounterRandom;
import java.util.Arrays;
import java.util.List;

/**
 * A network that gives each candidate of a search a score: one hidden layer of rectified units, and
 * beside it the features themselves, weighted (Bridle, <em>Training stochastic model recognition
 * algorithms</em>, 1990: the softmax of the scores says how likely each is the one).
 *
 * <pre>
 *   features ──┬── x W + b ── max(0, ·) ── · u ──(+)── score
 *              └───────────── · v ────────────────┘
 * </pre>
 *
 * @param features length of a row
 * @param hidden units
 * @param weights W {@code [features, hidden]}, b {@code [hidden]}, u {@code [hidden]}, v {@code
 *     [features]}, one after another
 */
@SuppressWarnings("ArrayRecordComponent")
record Network(int features, int hidden, float[] weights) {
  private static final int FOUR = 4;

  Network {
    if (weights.length != size(features, hidden)) {
      throw new IllegalArgumentException(
          "a network of %d features and %d units has %d weights, not %d"
              .formatted(features, hidden, size(features, hidden), weights.length));
    }
  }

  static int size(int features, int hidden) {
    return features * hidden + 2 * hidden + features;
  }

  /** Before it is fitted: it scores all alike, and its units differ. */
  static Network initial(int features, int hidden, CounterRandom random) {
    float[] weights = new float[size(features, hidden)];
    double scale = Math.sqrt(2.0 / features);
    for (int i = 0; i < features * hidden; i++) {
      weights[i] = (float) (scale * random.gaussian(i));
    }
    return new Network(features, hidden, weights);
  }

  /** One that scores as the mean of some of the same features does. */
  static Network mean(List<Network> all) {
    int features = all.getFirst().features;
    int hidden = all.stream().mapToInt(Network::hidden).sum();
    Network mean = new Network(features, hidden, new float[size(features, hidden)]);
    int at = 0;
    for (Network each : all) {
      for (int f = 0; f < features; f++) {
        System.arraycopy(each.weights, f * each.hidden, mean.weights, f * hidden + at, each.hidden);
        mean.weights[mean.direct() + f] += each.weights[each.direct() + f] / all.size();
      }
      for (int h = 0; h < each.hidden; h++) {
        mean.weights[mean.offsets() + at + h] = each.weights[each.offsets() + h];
        mean.weights[mean.output() + at + h] = each.weights[each.output() + h] / all.size();
      }
      at += each.hidden;
    }
    return mean;
  }

  Network copy() {
    return new Network(features, hidden, weights.clone());
  }

  private int offsets() {
    return features * hidden;
  }

  private int output() {
    return offsets() + hidden;
  }

  private int direct() {
    return output() + hidden;
  }

  /**
   * Scores candidates.
   *
   * @param rows {@code [count, features]}
   */
  float[] scores(float[] rows, int count) {
    float[] scores = new float[count];
    float[] units = new float[hidden];
    float[] all = new float[hidden];
    Arrays.fill(all, 1);
    for (int i = 0; i < count; i++) {
      scores[i] = score(rows, i * features, units, all);
    }
    return scores;
  }

  /** Leaves in {@code units} what they were before they were rectified. */
  private float score(float[] rows, int from, float[] units, float[] kept) {
    System.arraycopy(weights, offsets(), units, 0, hidden);
    float score = 0;
    int f = 0;
    for (; f + FOUR <= features; f += FOUR) {
      addFour(rows, from + f, 1, weights, f * hidden, units, 0, hidden);
    }
    for (; f < features; f++) {
      add(rows[from + f], weights, f * hidden, units, 0, hidden);
    }
    for (f = 0; f < features; f++) {
      score += rows[from + f] * weights[direct() + f];
    }
    for (int h = 0; h < hidden; h++) {
      score += Math.max(0, units[h]) * kept[h] * weights[output() + h];
    }
    return score;
  }

  /**
   * Adds the gradient of one window's loss, the negative logarithm of the share that the softmax of
   * the scores gives to the answer.
   *
   * @param rows {@code [count, features]}
   * @param answer which of the rows is the one
   * @param kept by unit, what its output is multiplied with: 1, or for dropout 0 and more than 1
   *     (Srivastava and others, <em>Dropout</em>, 2014)
   * @param gradient as the weights; added to
   * @return the loss
   */
  double addGradient(float[] rows, int count, int answer, float[] kept, float[] gradient) {
    float[] units = new float[count * hidden];
    float[] scores = new float[count];
    float[] own = new float[hidden];
    for (int i = 0; i < count; i++) {
      scores[i] = score(rows, i * features, own, kept);
      System.arraycopy(own, 0, units, i * hidden, hidden);
    }
    double[] shares = shares(scores);
    float[] slopes = new float[count * hidden];
    for (int i = 0; i < count; i++) {
      float slope = (float) (shares[i] - (i == answer ? 1 : 0));
      addOutput(slope, units, i * hidden, slopes, kept, gradient);
      add(1, slopes, i * hidden, gradient, offsets(), hidden);
      add(slope, rows, i * features, gradient, direct(), features);
    }
    addHidden(rows, count, slopes, gradient);
    return -Math.log(Math.max(shares[answer], Double.MIN_NORMAL));
  }

  private void addOutput(
      float slope, float[] units, int at, float[] slopes, float[] kept, float[] gradient) {
    for (int h = 0; h < hidden; h++) {
      boolean on = units[at + h] > 0;
      gradient[output() + h] += on ? slope * kept[h] * units[at + h] : 0;
      slopes[at + h] = on ? slope * kept[h] * weights[output() + h] : 0;
    }
  }

  private void addHidden(float[] rows, int count, float[] slopes, float[] gradient) {
    for (int f = 0; f < features; f++) {
      int i = 0;
      for (; i + FOUR <= count; i += FOUR) {
        addFour(rows, i * features + f, features, slopes, i * hidden, gradient, f * hidden, hidden);
      }
      for (; i < count; i++) {
        add(rows[i * features + f], slopes, i * hidden, gradient, f * hidden, hidden);
      }
    }
  }

  /**
   * The same as {@link #add} four times, to the last bit, with a fourth of the memory's traffic.
   *
   * @param stride between two factors
   */
  private static void addFour(
      float[] factors, int first, int stride, float[] x, int from, float[] y, int at, int count) {
    float a = factors[first];
    float b = factors[first + stride];
    float c = factors[first + 2 * stride];
    float d = factors[first + 3 * stride];
    for (int j = 0; j < count; j++) {
      float sum = y[at + j];
      sum += a * x[from + j];
      sum += b * x[from + count + j];
      sum += c * x[from + 2 * count + j];
      sum += d * x[from + 3 * count + j];
      y[at + j] = sum;
    }
  }

  private static void add(float factor, float[] x, int from, float[] y, int at, int count) {
    for (int j = 0; j < count; j++) {
      y[at + j] += factor * x[from + j];
    }
  }

  /** Softmax of the scores: they sum to 1. */
  static double[] shares(float[] scores) {
    double highest = Double.NEGATIVE_INFINITY;
    for (float score : scores) {
      highest = Math.max(highest, score);
    }
    double[] shares = new double[scores.length];
    double sum = 0;
    for (int i = 0; i < shares.length; i++) {
      shares[i] = Math.exp(scores[i] - highest);
      sum += shares[i];
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= sum;
    }
    return shares;
  }
}
