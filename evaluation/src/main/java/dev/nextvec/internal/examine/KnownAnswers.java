package dev.nextvec.internal.examine;

import dev.nextvec.compare.Figures;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.leak.LeakReport;
import dev.nextvec.internal.twins.NearDuplicates.TwinPair;
import dev.nextvec.internal.wording.Setting;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Held-out windows whose target also stands, the same or nearly, in another part of the split: what
 * a copy gives away is the answer, not the context.
 *
 * @param windows how many have such a target
 * @param heldOut validation and test windows
 * @param complete whether all copies were counted
 */
record KnownAnswers(int windows, int heldOut, boolean complete) {

  static KnownAnswers of(Twins twins, Windows windows, Split split) {
    Set<Long> copied = new HashSet<>();
    twins.equalAcross().forEach(copied::addAll);
    for (TwinPair pair : twins.near().across()) {
      copied.add(pair.first());
      copied.add(pair.second());
    }
    int touched = 0;
    for (int[] part : List.of(split.validation(), split.test())) {
      for (int window : part) {
        touched += copied.contains(windows.targetRow(window)) ? 1 : 0;
      }
    }
    boolean complete = twins.near().across().size() == twins.near().acrossCount();
    return new KnownAnswers(touched, split.validation().length + split.test().length, complete);
  }

  private double share() {
    return heldOut == 0 ? 0 : (double) windows / heldOut;
  }

  /** Whether they can move a result: see {@link LeakReport#TOLERANCE}. */
  boolean matter() {
    return !complete || share() > LeakReport.TOLERANCE;
  }

  /** What that means and what to do. */
  String sentence() {
    String touched =
        "They are what %s%s of %s held-out windows must predict (%s)"
            .formatted(
                complete ? "" : "at least ",
                Figures.count(windows),
                Figures.count(heldOut),
                Figures.share(share()));
    return matter()
        ? "%s. Remove the copies, or make the dataset again with %s, so that no split parts them."
            .formatted(touched, Setting.GROUP_COPIES)
        : touched + ": too few to move a mean by what would count as a difference.";
  }
}
