package dev.nextvec.recommend;

import dev.nextvec.compare.Figures;
import dev.nextvec.compare.Row;

/** What a row costs. */
final class Costs {
  private Costs() {}

  /** 95th percentile of one prediction's time in milliseconds; infinite if not measured. */
  static double p95(Row row) {
    return row.run().speed().map(s -> s.latency().p95()).orElse(Double.POSITIVE_INFINITY);
  }

  /** Latency, size and training time in words. */
  static String inWords(Row row) {
    String latency =
        row.run()
            .speed()
            .map(s -> "p95 " + Figures.milliseconds(s.latency().p95()) + " ms, ")
            .orElse("an unknown time for each prediction, ");
    return row.run().cost().parameters() == 0
        ? latency + "no training"
        : "%s%s, %s to train"
            .formatted(
                latency,
                Figures.bytes(row.run().cost().weightBytes()),
                Figures.duration(row.group().trainingSeconds()));
  }
}
