package dev.nextvec.compare;

import dev.nextvec.stats.Need;
import dev.nextvec.stats.SampleSize;
import dev.nextvec.stats.Statement;

/** Says what would settle a tie, or let a verdict be given at all. */
public final class Settling {
  private Settling() {}

  /** One sentence; empty where the verdict is given. */
  public static String sentence(Contrast contrast, double margin) {
    return switch (contrast.verdict()) {
      case BETTER, WORSE, EQUAL -> "";
      case TIE ->
          contrast
              .settling()
              .map(size -> sentence(size, contrast.difference().documents(), margin))
              .orElse("No number of test documents would settle it; more seeds might.");
      case CANNOT_SAY -> Need.sentence(contrast.needs());
    };
  }

  /** The same in a few words: {@code about 1,300 would be enough}; empty for a verdict. */
  static String words(Contrast contrast) {
    return switch (contrast.verdict()) {
      case BETTER, WORSE, EQUAL -> "";
      case TIE ->
          contrast
              .settling()
              .map(size -> "about " + about(size.documents()) + " would be enough")
              .orElse("no number would be enough, more seeds might help");
      case CANNOT_SAY -> Statement.noInterval(contrast.difference().documents());
    };
  }

  private static String sentence(SampleSize size, int now, double margin) {
    String shows =
        switch (size.outcome()) {
          case DIFFERENCE -> "would show a difference of this size";
          case EQUALITY -> "would show them equal within ±" + margin;
        };
    return "About %s test documents %s four times in five; there are %s."
        .formatted(about(size.documents()), shows, Figures.count(now));
  }

  /** Two digits that mean something: {@code 1,300}. */
  public static String about(long documents) {
    return Figures.count(Need.about(documents));
  }
}
