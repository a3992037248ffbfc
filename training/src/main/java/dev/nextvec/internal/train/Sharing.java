package dev.nextvec.internal.train;

import dev.nextvec.run.RunInfo;
import dev.nextvec.run.TrainingConfig;

/**
 * How each step of a training is computed: by whom, and in how many pieces. It decides nothing but
 * rounding, unless the settings want local steps, which are those of a number of workers.
 *
 * @param exchange tells the workers each other's sums
 * @param pieces in how many parts, one after another, each worker computes its share of a batch
 */
public record Sharing(GradientExchange exchange, int pieces) {
  public Sharing {
    if (pieces < 1) {
      throw new IllegalArgumentException("`accumulate` must be positive but was " + pieces);
    }
  }

  /** One process, each batch at once. */
  public static Sharing none() {
    return new Sharing(GradientExchange.alone(), 1);
  }

  /** One process. */
  public static Sharing inPieces(int pieces) {
    return new Sharing(GradientExchange.alone(), pieces);
  }

  /**
   * Makes sure that there are as many workers as local steps are meant for.
   *
   * @throws IllegalArgumentException if there are not
   */
  void require(TrainingConfig config) {
    config
        .localSteps()
        .filter(local -> local.workers() != exchange.workers())
        .ifPresent(
            local -> {
              throw new IllegalArgumentException(
                  "`local-steps` %d of %d workers need as many, but %d %s: with another number it is another training"
                      .formatted(
                          local.steps(),
                          local.workers(),
                          exchange.workers(),
                          exchange.workers() == 1 ? "trains" : "train"));
            });
  }

  /** The most windows of a batch that are computed at once. */
  int largestPiece(int batch) {
    return Math.ceilDiv(Math.ceilDiv(batch, exchange.workers()), pieces);
  }

  RunInfo.Steps steps() {
    return new RunInfo.Steps(exchange.workers(), pieces);
  }
}
