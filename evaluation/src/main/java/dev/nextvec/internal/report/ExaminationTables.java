package dev.nextvec.internal.report;

import dev.nextvec.compare.Figures;
import dev.nextvec.internal.examine.Ceiling;
import dev.nextvec.internal.examine.ChunkPlace;
import dev.nextvec.internal.examine.Examination;
import dev.nextvec.internal.examine.Finding;
import dev.nextvec.internal.examine.LearningCurve;
import dev.nextvec.internal.examine.Level;
import dev.nextvec.internal.examine.Sequence;
import dev.nextvec.internal.report.Table.Column;
import dev.nextvec.internal.report.Table.Line;
import dev.nextvec.internal.report.Table.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The tables of an examination. */
final class ExaminationTables {
  private ExaminationTables() {}

  /** All that there are figures for, the most important first. */
  static List<Table> of(Examination diagnosis) {
    List<Table> tables = new ArrayList<>();
    diagnosis.ceiling().ifPresent(ceiling -> tables.add(ceiling(ceiling)));
    diagnosis.sequence().ifPresent(sequence -> tables.add(lags(sequence)));
    diagnosis.sequence().ifPresent(sequence -> tables.add(coherence(diagnosis, sequence)));
    diagnosis.curve().ifPresent(curve -> tables.add(curve(curve)));
    return tables;
  }

  static Table ceiling(Ceiling ceiling) {
    List<Line> lines =
        ceiling.scores().stream()
            .map(
                score ->
                    Line.of(
                            score.name(),
                            Figures.cosine(score.cosine().value()),
                            score.cosine().interval().map(Figures::interval).orElse("–"),
                            Figures.share(score.recall1()),
                            Figures.share(score.recall10()),
                            String.format(Locale.ROOT, "%.3f", score.reciprocalRank()))
                        .muted(!score.fitted()))
            .toList();
    return new Table(
        "ceiling",
        "Closed forms on the validation windows",
        "Fitted on %s training windows; cosine on %s validation windows. Retrieval: %s searches for the true next chunk among the %s chunks of the validation documents, the context's own left out. Ridge's penalty was chosen on these windows."
            .formatted(
                Figures.count(ceiling.trainWindows()),
                Figures.count(ceiling.windows()),
                Figures.count(ceiling.queries()),
                Figures.count(ceiling.pool())),
        List.of(
            Column.text("Predictor"),
            Column.number("Cosine"),
            Column.number("95 % interval", 2),
            Column.number("R@1"),
            Column.number("R@10"),
            Column.number("MRR", 1)),
        lines);
  }

  static Table lags(Sequence sequence) {
    List<Line> lines =
        sequence.lags().stream()
            .map(
                lag ->
                    Line.of(
                        Integer.toString(lag.k()),
                        Figures.cosine(lag.cosine().value()),
                        lag.cosine().interval().map(Figures::interval).orElse("–"),
                        Figures.cosine(lag.shuffled()),
                        Figures.cosine(lag.low()) + " – " + Figures.cosine(lag.high()),
                        Figures.count(lag.cosine().windows())))
            .toList();
    return new Table(
        "lags",
        "Cosine of chunks k apart",
        "Shuffled: the chunks of every document in random order, %d times; 95 %% of these are inside the band at every distance (p = %s that random order is as high somewhere). Chunks of different documents: %s."
            .formatted(
                sequence.shuffles(),
                Figures.probability(sequence.pValue()),
                Figures.cosine(sequence.otherDocuments())),
        List.of(
            Column.text("k"),
            Column.number("Cosine"),
            Column.number("95 % interval", 1),
            Column.number("Shuffled"),
            Column.number("95 % of shuffles", 2),
            Column.number("Pairs", 3)),
        lines);
  }

  static Table coherence(Examination diagnosis, Sequence sequence) {
    List<Line> lines =
        sequence.coherence().stream()
            .map(
                part ->
                    Line.of(
                        part.part(),
                        Figures.cosine(part.cosine().value()),
                        part.cosine().interval().map(Figures::interval).orElse("–"),
                        Figures.count(part.cosine().documents())))
            .toList();
    return new Table(
        "coherence",
        "Cosine of neighbours in each part of the split",
        diagnosis
            .parity()
            .map(
                p ->
                    String.format(
                        Locale.ROOT,
                        "Are the parts alike? p = %.3f for this cosine, %.3f for topics (mean"
                            + " vectors), by dealing the parts to the documents anew %d times,"
                            + " corrected for two tests.",
                        p.coherence(),
                        p.topics(),
                        p.deals()))
            .orElse("Too few documents, or unknown ones, to test whether the parts are alike."),
        List.of(
            Column.text("Part"),
            Column.number("Cosine"),
            Column.number("95 % interval", 1),
            Column.number("Documents")),
        lines);
  }

  static Table curve(LearningCurve curve) {
    List<Line> lines =
        curve.points().stream()
            .map(
                point ->
                    Line.of(
                        Figures.count(point.windows()),
                        Figures.cosine(point.learnedAverage()),
                        point.ridge().map(Figures::cosine).orElse("–")))
            .toList();
    return new Table(
        "curve",
        "Validation cosine by number of training windows",
        "Whole documents, each set holding the smaller ones.",
        List.of(Column.number("Windows"), Column.number("learned average"), Column.number("ridge")),
        lines);
  }

  static Tone tone(Level level) {
    return switch (level) {
      case ERROR -> Tone.BAD;
      case WARNING -> Tone.STRONG;
      case INFO -> Tone.MUTED;
    };
  }

  static String word(Level level) {
    return level.name().toLowerCase(Locale.ROOT);
  }

  /** Rows that belong together, on one line. */
  static String places(List<ChunkPlace> group) {
    return group.stream()
            .limit(6)
            .map(ChunkPlace::toString)
            .collect(Collectors.joining(group.size() > 1 ? ", " : ""))
        + (group.size() > 6 ? " and " + (group.size() - 6) + " more" : "");
  }

  /** How many groups are not listed; empty if all are. */
  static String more(Finding finding, int listed) {
    long rest = finding.count() - Math.min(listed, finding.places().size());
    return rest > 0 ? "and " + Figures.count(rest) + " more" : "";
  }
}
