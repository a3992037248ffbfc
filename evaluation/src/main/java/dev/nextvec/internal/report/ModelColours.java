package dev.nextvec.internal.report;

import dev.nextvec.internal.diagnose.Curve;
import dev.nextvec.internal.diagnose.Diagnosis;
import dev.nextvec.internal.report.LinePlot.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The lines of several diagnosed models, coloured as {@link Palette} does, and of references. */
record ModelColours(List<Diagnosis> diagnoses) {
  private static final int COLOURS = 6;

  /** The colour's class. */
  String of(Diagnosis diagnosis) {
    List<String> names = diagnoses.stream().map(Diagnosis::name).sorted().toList();
    return style(names, diagnosis.name());
  }

  private static String style(List<String> sorted, String name) {
    return "s" + sorted.indexOf(name) % COLOURS;
  }

  /**
   * Each model's first curve, then the named references from the first diagnosis that has them.
   *
   * @param curves a diagnosis' curves, the model's first
   * @param references names, the first drawn solid
   */
  List<Series> lines(Function<Diagnosis, List<Curve>> curves, List<String> references) {
    return lines(diagnoses.stream().map(curves).toList(), references);
  }

  /**
   * The same of curves alone.
   *
   * @param drawn of each model its curve and those of its references; may be empty
   */
  static List<Series> lines(List<List<Curve>> drawn, List<String> references) {
    List<List<Curve>> all = drawn.stream().filter(curves -> !curves.isEmpty()).toList();
    List<String> names = all.stream().map(curves -> curves.getFirst().name()).sorted().toList();
    List<Series> lines = new ArrayList<>();
    for (List<Curve> curves : all) {
      Curve own = curves.getFirst();
      lines.add(new Series(own.name(), style(names, own.name()), false, own.points()));
    }
    boolean dotted = false;
    for (String reference : references) {
      for (List<Curve> curves : all) {
        Optional<Curve> found = Curve.find(curves.stream().skip(1).toList(), reference);
        if (found.isPresent()) {
          lines.add(new Series(reference, "sb", dotted, found.get().points()));
          dotted = true;
          break;
        }
      }
    }
    return lines;
  }
}
