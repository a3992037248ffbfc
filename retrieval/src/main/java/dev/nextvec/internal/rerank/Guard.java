package dev.nextvec.internal.rerank;

import java.util.List;
import java.util.Locale;

/**
 * Refuses what tells the answer. No fact of vectors and words does: where a search is wrong, one
 * number that is nearly always right knows whose a chunk is and where it stands, however it came to
 * know it; vectors may have such a thing appended.
 */
final class Guard {
  /** Of the windows that a search gets wrong, one feature alone never gets so many right. */
  private static final double MOST_OF_ONE = 0.9;

  /** Nor do all together. */
  private static final double MOST_OF_ALL = 0.98;

  /** Of fewer windows nothing is said. */
  private static final int FEWEST = 20;

  private Guard() {}

  /**
   * Checks each feature.
   *
   * @throws NotFitted naming the first that tells the answer
   */
  static void require(Cases cases) {
    List<String> names = cases.names();
    double[] highest = new double[names.size()];
    double[] lowest = new double[names.size()];
    int missed = 0;
    for (int window : cases.answered()) {
      int answer = cases.answers()[window];
      if (answer > 0) {
        missed++;
        float[] rows = cases.rows().of(window);
        for (int f = 0; f < names.size(); f++) {
          highest[f] += first(rows, names.size(), f, answer, 1);
          lowest[f] += first(rows, names.size(), f, answer, -1);
        }
      }
    }
    for (int f = 0; f < names.size(); f++) {
      double share = Math.max(highest[f], lowest[f]) / Math.max(1, missed);
      if (missed >= FEWEST && share >= MOST_OF_ONE) {
        throw new NotFitted(
            String.format(
                Locale.ROOT,
                "`%s` alone puts the true next chunk first in %.0f %% of the %d windows that the"
                    + " search gets wrong: such a number knows whose chunk it is and where; are"
                    + " vectors or texts made with names of documents or numbers of chunks?",
                names.get(f),
                100 * share,
                missed));
      }
    }
  }

  /**
   * Checks what a fitted network does to windows that it was not fitted on.
   *
   * @param orders scores by window
   * @throws NotFitted if it is implausible
   */
  static void require(Cases cases, int[] windows, float[][] orders) {
    double right = 0;
    int missed = 0;
    for (int i = 0; i < windows.length; i++) {
      int answer = cases.answers()[windows[i]];
      if (answer > 0) {
        missed++;
        right += first(orders[i], 1, 0, answer, 1);
      }
    }
    if (missed >= FEWEST && right / missed >= MOST_OF_ALL) {
      throw new NotFitted(
          String.format(
              Locale.ROOT,
              "the features together put the true next chunk first in %.0f %% of the %d windows"
                  + " that the search gets wrong: they know whose chunk it is and where; are"
                  + " vectors or texts made with names of documents or numbers of chunks?",
              100 * right / missed,
              missed));
    }
  }

  /** 1 where the answer has the highest value alone, its share of the first place with others. */
  private static double first(float[] rows, int stride, int at, int answer, int sign) {
    float own = sign * rows[answer * stride + at];
    int equal = 0;
    for (int i = at; i < rows.length; i += stride) {
      if (sign * rows[i] > own) {
        return 0;
      }
      equal += sign * rows[i] == own ? 1 : 0;
    }
    return 1.0 / equal;
  }
}
