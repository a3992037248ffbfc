package dev.nextvec.internal.page;

import dev.nextvec.compare.Figures;
import dev.nextvec.internal.report.HistoryPlot;
import dev.nextvec.internal.report.HistoryPlot.Size;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The curves of runs, each in its colour. */
final class TrainPicture {
  private static final int COLOURS = 6;

  /** Points of a picture that is sent whole: what weighs most of a page. */
  private static final int MOST_POINTS = 16_000;

  private static final int FEWEST = 40;

  private TrainPicture() {}

  /** What is drawn. */
  enum Measured {
    COSINE("Validation cosine", 1),
    TRAIN_COSINE("Training cosine", 2),
    LOSS("Validation loss", 3),
    TRAIN_LOSS("Training loss", 4);

    private final String words;
    private final int column;

    Measured(String words, int column) {
      this.words = words;
      this.column = column;
    }

    String words() {
      return words;
    }

    String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Its place among the numbers of a point, as pages are sent them. */
    int column() {
      return column;
    }

    double of(RunCurve.Point point) {
      return switch (this) {
        case COSINE -> point.validationCosine();
        case TRAIN_COSINE -> point.trainCosine();
        case LOSS -> point.validationLoss();
        case TRAIN_LOSS -> point.trainLoss();
      };
    }

    boolean isLoss() {
      return this == LOSS || this == TRAIN_LOSS;
    }

    static Measured of(Query query) {
      String asked = query.text("measure").orElse(COSINE.key());
      for (Measured each : values()) {
        if (each.key().equals(asked)) {
          return each;
        }
      }
      throw new IllegalArgumentException("runs do not measure `%s`".formatted(asked));
    }
  }

  /** The class of the colour of a run, the same as long as no run is added before it. */
  static String colour(List<RunNow> runs, RunNow run) {
    return "s" + Math.max(0, runs.indexOf(run)) % COLOURS;
  }

  /**
   * Draws for every size of screen.
   *
   * @param best what is to be beaten, by its validation cosine
   */
  static List<HistoryPlot> of(
      List<RunNow> runs, Measured measured, Optional<RunBoard.ToBeat> best) {
    return Stream.of(Size.values()).map(size -> of(runs, measured, best, size)).toList();
  }

  private static HistoryPlot of(
      List<RunNow> runs, Measured measured, Optional<RunBoard.ToBeat> best, Size size) {
    int points =
        switch (size) {
          case WIDE -> MOST_POINTS;
          case NARROW -> MOST_POINTS / 2;
        };
    int each = Math.max(FEWEST, points / Math.max(1, runs.size()));
    return new HistoryPlot(
        "history-" + size.name().toLowerCase(Locale.ROOT),
        measured.words(),
        runs.stream().map(run -> line(run, colour(runs, run), measured, each)).toList(),
        measured == Measured.COSINE
            ? best.map(
                b ->
                    new HistoryPlot.Reference(
                        "to beat: %s, %s".formatted(b.name(), Figures.cosine(b.cosine())),
                        b.cosine()))
            : Optional.empty(),
        measured.isLoss(),
        size);
  }

  private static HistoryPlot.Line line(RunNow run, String style, Measured measured, int most) {
    List<RunCurve.Point> points = RunCurve.thinned(run.points(), most);
    return new HistoryPlot.Line(
        run.name(),
        style,
        points.stream().map(RunCurve.Point::epoch).toList(),
        points.stream().map(measured::of).toList());
  }
}
