package dev.nextvec.cli;

import dev.nextvec.compare.Figures;
import dev.nextvec.internal.report.DisplayWidth;
import dev.nextvec.run.EpochRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an epoch brought, in one line that fits the terminal: what matters most stands first, what
 * has no room is left out. All of it is in the run's {@code metrics.jsonl}.
 *
 * @param name of the training
 * @param epochs how many there will be
 * @param columns width of the terminal
 */
record EpochLine(String name, int epochs, int columns) {

  /** That a training goes on after {@code done} epochs. */
  String continued(int done) {
    return "%-12s continues after epoch %d of %d".formatted(name, done, epochs);
  }

  /** The network before its first epoch: what training has to improve on. */
  String untrained(EpochRecord start) {
    List<String> parts = new ArrayList<>(List.of("untrained"));
    start.validationMrr().ifPresent(mrr -> parts.add(format("val MRR %.4f", mrr)));
    parts.add(format("val cosine %7.4f", start.validationCosine()));
    return fitting(parts);
  }

  /** The epoch at {@code at} of a history. */
  String of(Optional<EpochRecord> untrained, List<EpochRecord> history, int at) {
    return fitting(parts(untrained, history, at));
  }

  private String fitting(List<String> parts) {
    StringBuilder line = new StringBuilder("%-12s".formatted(name));
    for (String part : parts) {
      if (DisplayWidth.of(line.toString()) + 2 + DisplayWidth.of(part) > columns) {
        break;
      }
      line.append("  ").append(part);
    }
    return line.toString().stripTrailing();
  }

  /** The most important first; each of one width, so that lines stand in columns. */
  private List<String> parts(Optional<EpochRecord> untrained, List<EpochRecord> history, int at) {
    EpochRecord epoch = history.get(at);
    boolean best =
        EpochRecord.best(untrained, history.subList(0, at)).stream()
            .allMatch(before -> before.error() > epoch.error());
    List<String> parts = new ArrayList<>();
    int digits = Integer.toString(epochs).length();
    parts.add(("epoch %" + Math.max(2, digits) + "d/%d").formatted(epoch.epoch(), epochs));
    String star = best ? "*" : " ";
    if (epoch.validationMrr().isPresent()) {
      parts.add(format("val MRR %.4f", epoch.validationMrr().getAsDouble()) + star);
      parts.add(format("val cosine %7.4f", epoch.validationCosine()));
    } else {
      parts.add(format("val cosine %7.4f", epoch.validationCosine()) + star);
    }
    parts.add(format("train %7.4f", epoch.trainCosine()));
    parts.add(format("loss %-7s", number(epoch.trainLoss())));
    parts.add(format("%6s", ProgressBar.duration(epoch.seconds())));
    parts.add(format("%5s/s", Figures.compact(epoch.samplesPerSecond())));
    parts.add(format("rate %-7s", number(epoch.learningRate())));
    String shares = RunSummary.shares(epoch, "");
    if (!shares.isEmpty()) {
      parts.add(shares);
    }
    parts.add("gradient " + Figures.significant(epoch.gradientNorm()));
    return parts;
  }

  /** Three digits that mean something, however small the number. */
  static String number(double value) {
    return format("%.3g", value);
  }

  private static String format(String pattern, Object value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
