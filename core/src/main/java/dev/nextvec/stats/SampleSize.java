package dev.nextvec.stats;

import java.util.Optional;

/**
 * How many documents would settle a tie, with a chance of {@value #POWER}, if the difference is
 * what it was measured to be and other documents are like these.
 *
 * @param documents documents needed
 * @param outcome what they would show
 */
public record SampleSize(long documents, Outcome outcome) {
  /** Chance of success that is planned for. */
  public static final double POWER = 0.8;

  /** What would be shown. */
  public enum Outcome {
    /** That there is a difference. */
    DIFFERENCE,
    /** That it lies within the margin. */
    EQUALITY
  }

  /**
   * What is known of a difference d.
   *
   * @param difference d
   * @param error its standard error over documents
   * @param documents how many these were
   * @param seedVariance squared standard error that comes from the seeds, which no document lessens
   */
  public record Measured(double difference, double error, int documents, double seedVariance) {
    /** Documents for a standard error of at most {@code wanted}; empty where the seeds forbid. */
    private Optional<Double> documentsFor(double wanted) {
      double left = wanted * wanted - seedVariance;
      return left > 0 ? Optional.of(documents * error * error / left) : Optional.empty();
    }
  }

  /**
   * The smaller of two numbers, both for normal errors that shrink with the root of the documents.
   * A difference is shown when its standard error s is at most |d| / (z(1 - α/2) + z(power)), α
   * divided by the number of tests (Julious, <em>Sample sizes for clinical trials with normal
   * data</em>, 2004, section 3). Equality within the margin m is shown when the interval lies
   * inside, which happens with probability Φ((m - d) / s - z) + Φ((m + d) / s - z) - 1 (the same,
   * section 5), z belonging to the level of the interval.
   *
   * @param margin m
   * @param level of the interval, for example 0.95
   * @param tests Holm's factor of this difference
   * @return empty where no number of documents is enough
   */
  public static Optional<SampleSize> of(Measured measured, double margin, double level, int tests) {
    Optional<SampleSize> difference =
        measured
            .documentsFor(forDifference(measured.difference(), (1 - level) / tests))
            .map(n -> new SampleSize(above(n, measured), Outcome.DIFFERENCE));
    Optional<SampleSize> equality =
        measured
            .documentsFor(forEquality(Math.abs(measured.difference()), margin, 1 - level))
            .map(n -> new SampleSize(above(n, measured), Outcome.EQUALITY));
    if (difference.isEmpty() || equality.isEmpty()) {
      return difference.or(() -> equality);
    }
    return difference.get().documents() < equality.get().documents() ? difference : equality;
  }

  private static long above(double documents, Measured measured) {
    return Math.max(measured.documents() + 1, (long) Math.min(1e15, Math.ceil(documents)));
  }

  private static double forDifference(double difference, double alpha) {
    return Math.abs(difference) / (z(1 - alpha / 2) + z(POWER));
  }

  /** The largest error with which equality is shown often enough; 0 outside the margin. */
  private static double forEquality(double difference, double margin, double alpha) {
    double z = z(1 - alpha / 2);
    double enough = 0;
    double tooMuch = margin / z;
    for (int i = 0; i < 60 && difference < margin; i++) {
      double middle = (enough + tooMuch) / 2;
      double power =
          StudentT.normal().below((margin - difference) / middle - z)
              + StudentT.normal().below((margin + difference) / middle - z)
              - 1;
      if (power >= POWER) {
        enough = middle;
      } else {
        tooMuch = middle;
      }
    }
    return enough;
  }

  private static double z(double share) {
    return StudentT.normal().quantile(share);
  }
}
