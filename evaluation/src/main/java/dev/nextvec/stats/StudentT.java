package dev.nextvec.stats;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Student's t distribution.
 *
 * @param degrees degrees of freedom; from {@value #NORMAL} on it is the normal distribution to six
 *     digits
 */
record StudentT(double degrees) {
  /** Degrees of freedom that stand for infinitely many. */
  static final double NORMAL = 1e6;

  StudentT {
    if (!(degrees > 0)) {
      throw new IllegalArgumentException("degrees of freedom must be positive but were " + degrees);
    }
    degrees = Math.min(degrees, NORMAL);
  }

  static StudentT normal() {
    return new StudentT(NORMAL);
  }

  /** Probability of a value of at most {@code t}. */
  double below(double t) {
    return TDistribution.of(degrees).cumulativeProbability(t);
  }

  /** Probability of a value at least as far from zero as {@code t}. */
  double beyond(double t) {
    return 2 * TDistribution.of(degrees).survivalProbability(Math.abs(t));
  }

  /** The value that lies above {@code share} of all; {@code share} between 0 and 1. */
  double quantile(double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("a share must be between 0 and 1 but was " + share);
    }
    return TDistribution.of(degrees).inverseCumulativeProbability(share);
  }
}
