package dev.nextvec.internal.eval;

import dev.nextvec.data.Windows;
import dev.nextvec.eval.Speed;
import dev.nextvec.model.Predictor;
import dev.nextvec.provenance.Environment;
import java.util.ArrayList;
import java.util.List;

/**
 * What a network gains by predicting in another precision than float32, on this machine: both
 * precisions take turns, so that what else the machine does meets both.
 *
 * @param one of one prediction
 * @param many of a batch of {@link #BATCH}
 * @param disturbed whether the machine was busy with something else
 */
public record NarrowGain(Times one, Times many, boolean disturbed) {
  /** Contexts of the larger batch. */
  public static final int BATCH = 128;

  private static final int TURNS = 3;

  /**
   * Times of one call, in milliseconds, medians of the turns.
   *
   * @param ratio float32's by the other's, median of those of each turn
   */
  public record Times(double narrow, double float32, double ratio) {
    private static Times of(List<Double> narrow, List<Double> float32) {
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < narrow.size(); i++) {
        ratios.add(float32.get(i) / narrow.get(i));
      }
      return new Times(median(narrow), median(float32), median(ratios));
    }

    private static double median(List<Double> values) {
      return values.stream().sorted().toList().get(values.size() / 2);
    }
  }

  /**
   * Measures it.
   *
   * @param rows windows whose contexts are predicted from
   * @param probe of which each turn has its part of the time
   * @param environment what computes the predictions
   */
  public static NarrowGain of(
      Predictor narrow,
      Predictor float32,
      Windows windows,
      int[] rows,
      SpeedProbe probe,
      Environment environment) {
    SpeedProbe turn =
        new SpeedProbe(
            probe.warmUp().dividedBy(TURNS), probe.budget().dividedBy(TURNS), List.of(BATCH));
    List<Speed> own = new ArrayList<>();
    List<Speed> exact = new ArrayList<>();
    for (int i = 0; i < TURNS; i++) {
      exact.add(turn.measure(float32, windows, rows, environment));
      own.add(turn.measure(narrow, windows, rows, environment));
    }
    boolean disturbed =
        own.stream().anyMatch(Speed::isDisturbed) || exact.stream().anyMatch(Speed::isDisturbed);
    return new NarrowGain(
        Times.of(latencies(own), latencies(exact)),
        Times.of(batches(own), batches(exact)),
        disturbed);
  }

  private static List<Double> latencies(List<Speed> speeds) {
    return speeds.stream().map(speed -> speed.latency().p50()).toList();
  }

  private static List<Double> batches(List<Speed> speeds) {
    return speeds.stream()
        .map(speed -> 1e3 * BATCH / speed.throughput().getFirst().perSecond())
        .toList();
  }
}
