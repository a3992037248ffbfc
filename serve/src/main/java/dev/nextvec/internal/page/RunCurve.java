package dev.nextvec.internal.page;

import dev.nextvec.run.EpochRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The course of a training in as many points as a picture can show. */
final class RunCurve {
  /** A point for each two pixels of a wide picture. */
  static final int MOST_POINTS = 400;

  private RunCurve() {}

  /**
   * What one epoch measured.
   *
   * @param trainCosine NaN for epoch 0, as {@code trainLoss}
   */
  record Point(
      int epoch,
      double validationCosine,
      double trainCosine,
      double validationLoss,
      double trainLoss) {
    static Point of(EpochRecord epoch) {
      return new Point(
          epoch.epoch(),
          epoch.validationCosine(),
          epoch.trainCosine(),
          epoch.validationLoss(),
          epoch.trainLoss());
    }
  }

  /**
   * Leaves out what cannot be seen: of each stretch of epochs the highest and the lowest validation
   * cosine stay, and so do the first epoch, the last and the best.
   */
  static List<Point> thinned(List<Point> all) {
    return thinned(all, MOST_POINTS);
  }

  /** The same with other bounds. */
  static List<Point> thinned(List<Point> all, int most) {
    if (all.size() <= most) {
      return all;
    }
    TreeSet<Integer> kept = new TreeSet<>(List.of(0, all.size() - 1));
    int stretches = (most - 2) / 2;
    for (int s = 0; s < stretches; s++) {
      int from = (int) ((long) s * all.size() / stretches);
      int to = (int) ((s + 1L) * all.size() / stretches);
      int high = from;
      int low = from;
      for (int i = from; i < to; i++) {
        high = all.get(i).validationCosine() > all.get(high).validationCosine() ? i : high;
        low = all.get(i).validationCosine() < all.get(low).validationCosine() ? i : low;
      }
      kept.add(high);
      kept.add(low);
    }
    List<Point> thinned = new ArrayList<>(kept.size());
    kept.forEach(i -> thinned.add(all.get(i)));
    return thinned;
  }
}
