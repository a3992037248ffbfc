package dev.nextvec.recommend;

import dev.nextvec.compare.Figures;
import dev.nextvec.compare.Row;
import dev.nextvec.compare.TestDomain;
import dev.nextvec.eval.Speed;
import java.util.Comparator;
import java.util.List;

/** What a row costs. */
final class Costs {
  private Costs() {}

  /**
   * The faster first, by the 95th percentile of a prediction's time; by its arithmetic where that
   * of one of the rows was not measured, or on a busy machine.
   */
  static Comparator<Row> bySpeed(List<Row> rows) {
    return rows.stream().allMatch(row -> row.reliableSpeed().isPresent())
        ? Comparator.comparingDouble(row -> row.reliableSpeed().orElseThrow().latency().p95())
        : Comparator.comparingLong(row -> row.knownCost().flops());
  }

  /** Wall time of training or fitting; endless where it is not known, so that it comes last. */
  static double training(Row row) {
    return row.group().trainingSeconds().orElse(Double.POSITIVE_INFINITY);
  }

  /** The same in words. */
  static String trainingInWords(Row row) {
    return row.group().trainingSeconds().isPresent()
        ? Figures.duration(training(row))
        : "an unknown time";
  }

  private static String latency(Speed speed) {
    String p95 = "p95 " + Figures.milliseconds(speed.latency().p95()) + " ms";
    return speed.isDisturbed() ? p95 + " (on a busy machine), " : p95 + ", ";
  }

  /** Latency, size and training time in words. */
  static String inWords(Row row, TestDomain standing) {
    String latency =
        row.run().speed().map(Costs::latency).orElse("an unknown time for each prediction, ");
    return standing.ofOneModel(
        row.knownCost().parameters() == 0
            ? latency + "no training"
            : "%s%s, %s to train"
                .formatted(
                    latency, Figures.bytes(row.knownCost().weightBytes()), trainingInWords(row)));
  }
}
