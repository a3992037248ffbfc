package dev.nextvec.compare;

import dev.nextvec.stats.Need;
import dev.nextvec.stats.Statement;

/** Says what would settle a tie, or let a verdict be given at all. */
public final class Settling {
  private Settling() {}

  /** In a few words: {@code about 1,300 would be enough}; empty for a verdict. */
  static String words(PairedDifference contrast) {
    return switch (contrast.verdict()) {
      case BETTER, WORSE, EQUAL -> "";
      case TIE ->
          contrast
              .settling()
              .map(size -> "about " + about(size.documents()) + " would be enough")
              .orElseGet(() -> withoutNumber(contrast));
      case CANNOT_SAY -> Statement.noInterval(contrast.difference().documents());
    };
  }

  private static String withoutNumber(PairedDifference contrast) {
    return contrast.difference().folds().isPresent()
        ? "more folds, seeds or documents might tell"
        : "no number would be enough, more seeds might help";
  }

  /** Two digits that mean something: {@code 1,300}. */
  public static String about(long documents) {
    return Figures.count(Need.about(documents));
  }
}
