package dev.nextvec.internal.rerank;

import dev.nextvec.internal.random.CounterRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

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

  /** Where b begins. */
  int offsets() {
    return features * hidden;
  }

  /** Where u begins. */
  int output() {
    return offsets() + hidden;
  }

  /** Where v begins. */
  int direct() {
    return output() + hidden;
  }

  /** Some of the weights. */
  float[] part(int from, int count) {
    return Arrays.copyOfRange(weights, from, from + count);
  }

  /**
   * Scores candidates.
   *
   * @param rows {@code [count, features]}
   */
  float[] scores(float[] rows, int count) {
    Objects.checkFromIndexSize(0, count * features, rows.length);
    float[][] inner = new float[features][];
    for (int f = 0; f < features; f++) {
      inner[f] = part(f * hidden, hidden);
    }
    float[] output = part(output(), hidden);
    float[] direct = part(direct(), features);
    float[] scores = new float[count];
    for (int i = 0; i < count; i += 2) { // a last one without another is its own
      float[] row = Arrays.copyOfRange(rows, i * features, (i + 1) * features);
      int next = Math.min(i + 1, count - 1);
      float[] other = Arrays.copyOfRange(rows, next * features, (next + 1) * features);
      float[] units = part(offsets(), hidden);
      float[] others = part(offsets(), hidden);
      WeightedRows.add(row, other, inner, units, others);
      scores[next] = score(other, others, direct, output);
      scores[i] = score(row, units, direct, output);
    }
    return scores;
  }

  private static float score(float[] row, float[] units, float[] direct, float[] output) {
    float score = 0;
    for (int f = 0; f < row.length; f++) {
      score += row[f] * direct[f];
    }
    for (int h = 0; h < units.length; h++) {
      score += Math.max(0, units[h]) * output[h];
    }
    return score;
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
