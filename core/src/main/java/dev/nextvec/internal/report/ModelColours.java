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
    return "s" + names.indexOf(diagnosis.name()) % COLOURS;
  }

  /**
   * Each model's first curve, then the named references from the first diagnosis that has them.
   *
   * @param curves a diagnosis' curves, the model's first
   * @param references names, the first drawn solid
   */
  List<Series> lines(Function<Diagnosis, List<Curve>> curves, List<String> references) {
    List<Series> lines = new ArrayList<>();
    for (Diagnosis diagnosis : diagnoses) {
      List<Curve> own = curves.apply(diagnosis);
      if (!own.isEmpty()) {
        lines.add(new Series(diagnosis.name(), of(diagnosis), false, own.get(0).points()));
      }
    }
    boolean dotted = false;
    for (String reference : references) {
      for (Diagnosis diagnosis : diagnoses) {
        Optional<Curve> found =
            Curve.find(curves.apply(diagnosis).stream().skip(1).toList(), reference);
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
