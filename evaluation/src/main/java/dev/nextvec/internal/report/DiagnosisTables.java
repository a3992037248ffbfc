package dev.nextvec.internal.report;

import dev.nextvec.compare.Figures;
import dev.nextvec.internal.diagnose.Attention;
import dev.nextvec.internal.diagnose.Curve;
import dev.nextvec.internal.diagnose.Diagnosis;
import dev.nextvec.internal.diagnose.Direction;
import dev.nextvec.internal.diagnose.Errors.DocumentScore;
import dev.nextvec.internal.diagnose.Errors.ErrorGroup;
import dev.nextvec.internal.diagnose.Errors.Grouping;
import dev.nextvec.internal.diagnose.Rollout;
import dev.nextvec.internal.report.Table.Column;
import dev.nextvec.internal.report.Table.Line;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The numbers of a diagnosis as tables. */
final class DiagnosisTables {
  private DiagnosisTables() {}

  static Table direction(Diagnosis diagnosis) {
    return directions(List.of(diagnosis.direction().orElseThrow()));
  }

  /** The curve of each model, and those of the references beside the first. */
  static Table directions(List<Direction> all) {
    Direction first = all.getFirst();
    List<Curve> curves = new ArrayList<>();
    all.forEach(each -> curves.add(each.curves().getFirst()));
    first.curves().stream().skip(1).forEach(curves::add);
    List<Integer> offsets = first.offsets();
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < offsets.size(); i++) {
      List<String> cells = new ArrayList<>(List.of(Places.named(offsets.get(i), -first.first())));
      cells.addAll(cells(curves, i, Figures::cosine));
      lines.add(Line.of(cells.toArray(String[]::new)));
    }
    return new Table(
        "offsets",
        "Direction: cosine of the prediction with chunk",
        "",
        columns("Chunk", curves),
        lines);
  }

  static Table order(Diagnosis diagnosis) {
    List<String> changes = diagnosis.order().changes();
    List<Curve> losses = diagnosis.order().losses();
    List<Column> columns = columns("Loss of cosine by", losses);
    columns.add(3, Column.number("turn", 1));
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      List<String> cells = new ArrayList<>(List.of(Places.change(changes.get(i), diagnosis)));
      cells.addAll(cells(losses, i, Figures::difference));
      cells.add(3, Figures.cosine(diagnosis.order().turns().points().get(i).value()));
      lines.add(Line.of(cells.toArray(String[]::new)));
    }
    return new Table("changes", "Order and influence", "", columns, lines);
  }

  static Table rollout(Diagnosis diagnosis) {
    Rollout rollout = diagnosis.rollout().orElseThrow();
    List<Column> columns = columns("Steps ahead", rollout.curves());
    rollout.leads().forEach(curve -> columns.add(Column.number("lead over " + curve.name(), 4)));
    List<Line> lines = new ArrayList<>();
    for (int h = 0; h < Rollout.STEPS; h++) {
      List<String> cells = new ArrayList<>(List.of(Integer.toString(h + 1)));
      cells.addAll(cells(rollout.curves(), h, Figures::cosine));
      for (Curve lead : rollout.leads()) {
        Estimate estimate = lead.points().get(h);
        cells.add(Figures.difference(estimate.value()) + bracketed(estimate, Figures::difference));
      }
      lines.add(Line.of(cells.toArray(String[]::new)));
    }
    return new Table("steps", "Rollout: cosine with the true chunk", "", columns, lines);
  }

  static Table errors(Diagnosis diagnosis) {
    List<Line> lines = new ArrayList<>();
    for (Grouping grouping : diagnosis.errors().groupings()) {
      for (ErrorGroup group : grouping.groups()) {
        String by =
            switch (grouping.by()) {
              case COHERENCE -> "coherence ";
              case SHIFT -> "shift ";
              case PLACE -> "place: ";
            };
        lines.add(
            Line.of(
                by + ErrorBars.name(grouping.by(), group),
                Figures.count(group.cosine().windows()),
                Figures.cosine(group.cosine().value()),
                interval(group.cosine(), Figures::cosine),
                Figures.difference(group.lead().value()),
                interval(group.lead(), Figures::difference)));
      }
    }
    return new Table(
        "groups",
        "Errors: cosine by kind of window",
        "",
        List.of(
            Column.text("Windows of"),
            Column.number("windows", 1),
            Column.number("cosine"),
            Column.number("interval", 2),
            Column.number("lead over linear average"),
            Column.number("interval of the lead", 3)),
        lines);
  }

  static Table documents(Diagnosis diagnosis) {
    List<Line> lines = new ArrayList<>();
    diagnosis.errors().bestDocuments().forEach(each -> lines.add(document("best", each)));
    diagnosis
        .errors()
        .worstDocuments()
        .reversed()
        .forEach(each -> lines.add(document("worst", each)));
    return new Table(
        "documents",
        "Best and worst documents",
        "",
        List.of(
            Column.text("Document"),
            Column.text(""),
            Column.number("windows", 1),
            Column.number("cosine"),
            Column.number("linear average")),
        lines);
  }

  private static Line document(String kind, DocumentScore score) {
    String title = score.title().isBlank() ? score.id() : score.title();
    return Line.of(
        DisplayWidth.shorten(title, 40),
        kind,
        Integer.toString(score.windows()),
        Figures.cosine(score.cosine()),
        Figures.cosine(score.averageCosine()));
  }

  static Table attention(Diagnosis diagnosis) {
    Attention attention = diagnosis.attention().orElseThrow();
    List<Column> columns = new ArrayList<>(List.of(Column.text("Mean attention, by windows")));
    Places.context(diagnosis.contextLength()).forEach(name -> columns.add(Column.number(name)));
    List<Line> lines = new ArrayList<>();
    for (Curve curve : attention.weights()) {
      List<String> cells = new ArrayList<>(List.of(curve.name()));
      curve.values().forEach(value -> cells.add(Figures.cosine(value)));
      lines.add(Line.of(cells.toArray(String[]::new)));
    }
    return new Table("weights", "Attention", "", columns, lines);
  }

  /** The model with its interval, then the references, the least telling of them last to fit. */
  private static List<Column> columns(String first, List<Curve> curves) {
    List<Column> columns = new ArrayList<>(List.of(Column.text(first)));
    columns.add(Column.number(curves.get(0).name()));
    columns.add(Column.number("interval", 2));
    for (int i = 1; i < curves.size(); i++) {
      columns.add(Column.number(curves.get(i).name(), i == 1 ? 0 : 1));
    }
    return columns;
  }

  private static List<String> cells(
      List<Curve> curves, int point, Function<Double, String> figure) {
    Estimate model = curves.get(0).points().get(point);
    List<String> cells = new ArrayList<>();
    cells.add(figure.apply(model.value()));
    cells.add(interval(model, figure));
    curves.stream().skip(1).forEach(curve -> cells.add(figure.apply(curve.values().get(point))));
    return cells;
  }

  private static String interval(Estimate estimate, Function<Double, String> figure) {
    return estimate.interval().map(ends -> ends(ends, figure)).orElse("");
  }

  static String bracketed(Estimate estimate, Function<Double, String> figure) {
    return estimate
        .interval()
        .filter(ends -> ends.low() < ends.high()) // no difference at all has no doubt to show
        .map(ends -> " (" + ends(ends, figure) + ")")
        .orElse("");
  }

  private static String ends(Interval ends, Function<Double, String> figure) {
    return figure.apply(ends.low()) + " to " + figure.apply(ends.high());
  }
}
