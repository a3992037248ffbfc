package dev.nextvec.internal.rerank;

/**
 * Sums of weighted rows, in which all time of a re-ranker's network goes. Loops run over whole
 * arrays with one index, which the compiler turns into vector instructions, and make two sums of
 * the same rows at a time. Every sum is added up in the order of its rows, whichever way it is
 * made.
 */
final class WeightedRows {
  private static final int FOUR = 4;

  private WeightedRows() {}

  /**
   * Adds each row, multiplied with its weight.
   *
   * @param weights one for each row
   * @param rows as long as the sum
   */
  static void add(float[] weights, float[][] rows, float[] sum) {
    int i = 0;
    for (; i + FOUR <= rows.length; i += FOUR) {
      addFour(weights, rows, i, sum);
    }
    for (; i < rows.length; i++) {
      add(weights[i], rows[i], sum);
    }
  }

  /** The same for two sums. */
  static void add(float[] weights, float[] others, float[][] rows, float[] sum, float[] other) {
    int i = 0;
    for (; i + FOUR <= rows.length; i += FOUR) {
      addFour(weights, others, rows, i, sum, other);
    }
    for (; i < rows.length; i++) {
      add(weights[i], rows[i], sum);
      add(others[i], rows[i], other);
    }
  }

  private static void add(float weight, float[] row, float[] sum) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] += weight * row[j];
    }
  }

  private static void addFour(float[] weights, float[][] rows, int i, float[] sum) {
    float a = weights[i];
    float b = weights[i + 1];
    float c = weights[i + 2];
    float d = weights[i + 3];
    float[] first = rows[i];
    float[] second = rows[i + 1];
    float[] third = rows[i + 2];
    float[] fourth = rows[i + 3];
    for (int j = 0; j < sum.length; j++) {
      float s = sum[j];
      s += a * first[j];
      s += b * second[j];
      s += c * third[j];
      s += d * fourth[j];
      sum[j] = s;
    }
  }

  private static void addFour(
      float[] weights, float[] others, float[][] rows, int i, float[] sum, float[] other) {
    float a = weights[i];
    float b = weights[i + 1];
    float c = weights[i + 2];
    float d = weights[i + 3];
    float e = others[i];
    float f = others[i + 1];
    float g = others[i + 2];
    float h = others[i + 3];
    float[] first = rows[i];
    float[] second = rows[i + 1];
    float[] third = rows[i + 2];
    float[] fourth = rows[i + 3];
    for (int j = 0; j < sum.length; j++) {
      float s = sum[j];
      s += a * first[j];
      s += b * second[j];
      s += c * third[j];
      s += d * fourth[j];
      sum[j] = s;
      float t = other[j];
      t += e * first[j];
      t += f * second[j];
      t += g * third[j];
      t += h * fourth[j];
      other[j] = t;
    }
  }
}
