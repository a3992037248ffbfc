package dev.nextvec.eval;

import dev.nextvec.provenance.Environment;
import java.util.List;
import java.util.Optional;

/**
 * Measured speed of a warm predictor.
 *
 * @param latency time of one prediction alone
 * @param throughput predictions per second in batches
 * @param conditions what else the machine did meanwhile; absent where older versions measured
 * @param environment what computed the predictions, and where; absent where older versions measured
 */
public record Speed(
    Latency latency,
    List<Throughput> throughput,
    Optional<Conditions> conditions,
    Optional<Environment> environment) {
  public Speed {
    throughput = List.copyOf(throughput);
  }

  /** A speed of which it is not known what else the machine did, nor what computed. */
  public Speed(Latency latency, List<Throughput> throughput) {
    this(latency, throughput, Optional.empty(), Optional.empty());
  }

  /** What computed the predictions, with its version, where that was recorded. */
  public Optional<String> engine() {
    return environment.map(Environment::engine);
  }

  /** The speed, if there is one that is the predictor's own. */
  public static Optional<Speed> reliable(Optional<Speed> measured) {
    return measured.filter(speed -> !speed.isDisturbed());
  }

  /** Whether the machine is known to have been busy: then others measure something else. */
  public boolean isDisturbed() {
    return conditions.isPresent() && !conditions.get().calm();
  }

  /**
   * Times of single predictions, in milliseconds.
   *
   * @param count number of predictions timed
   */
  public record Latency(double p50, double p95, double p99, int count) {}

  /**
   * Speed at one batch size.
   *
   * @param batch contexts predicted at once
   * @param perSecond predictions per second, over the whole measurement
   */
  public record Throughput(int batch, double perSecond) {}

  /**
   * What else the machine did while speed was measured.
   *
   * @param waiting share of the time that the measuring thread stood in line for a processor
   * @param others share of all processors' time that other processes, or other machines on the same
   *     host, took
   * @param spread how much longer the median prediction took in the slowest quarter of the
   *     measurement than in the fastest, as a share
   */
  public record Conditions(double waiting, double others, double spread) {
    private static final double MOST_WAITING = 0.1;
    private static final double MOST_OTHERS = 0.25;
    private static final double MOST_SPREAD = 0.5;

    public Conditions {
      if (!(waiting >= 0 && others >= 0 && spread >= 0)) {
        throw new IllegalArgumentException(
            "conditions must be shares but were %s, %s and %s".formatted(waiting, others, spread));
      }
    }

    /** Whether the figures can be taken for those of the predictor alone. */
    public boolean calm() {
      return waiting <= MOST_WAITING && others <= MOST_OTHERS && spread <= MOST_SPREAD;
    }

    /** In words, for a note beside the figures. */
    public String inWords() {
      return "others took %.0f %% of the processors, it waited for %.0f %% of the time, and times differed by %.0f %%"
          .formatted(100 * others, 100 * waiting, 100 * spread);
    }
  }
}
