package dev.nextvec.compare;

import dev.nextvec.stats.SampleSize;

/** Says what would settle a tie. */
public final class Settling {
  private Settling() {}

  /** One sentence. */
  public static String sentence(Contrast tie, double margin) {
    if (tie.difference().interval().isEmpty()) {
      return "Too few test documents to say how many would settle it.";
    }
    return tie.settling()
        .map(size -> sentence(size, tie.difference().documents(), margin))
        .orElse("No number of test documents would settle it; more seeds might.");
  }

  /** The same in a few words: {@code about 1,300 would be enough}. */
  static String words(Contrast tie) {
    return tie.settling()
        .map(size -> "about " + about(size.documents()) + " would be enough")
        .orElse("no number would be enough, more seeds might help");
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
    long unit = 1;
    while (documents / unit >= 100) {
      unit *= 10;
    }
    return Figures.count((documents + unit - 1) / unit * unit);
  }
}
