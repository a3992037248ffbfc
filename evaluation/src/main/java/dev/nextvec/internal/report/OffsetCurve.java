package dev.nextvec.internal.report;

import dev.nextvec.internal.baseline.LearnedAverage;
import dev.nextvec.internal.baseline.Ridge;
import dev.nextvec.internal.diagnose.Diagnosis;
import dev.nextvec.internal.diagnose.Direction;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which chunk a prediction lies nearest to, with the closed-form optimum always beside it. */
final class OffsetCurve {
  private OffsetCurve() {}

  /** Absent where no model has a curve. */
  static Optional<Chart> of(List<Diagnosis> diagnoses) {
    return of(diagnoses, List.of());
  }

  /**
   * The same with models that are known by their predictions alone.
   *
   * @param foreign their curves, each with those of the references after it
   */
  static Optional<Chart> of(List<Diagnosis> diagnoses, List<Direction> foreign) {
    List<Direction> drawn =
        Stream.concat(
                diagnoses.stream().flatMap(diagnosis -> diagnosis.direction().stream()),
                foreign.stream())
            .toList();
    if (drawn.isEmpty()) {
      return Optional.empty();
    }
    Direction direction = drawn.getFirst();
    int n = -direction.first();
    LinePlot plot =
        new LinePlot(
            "Offset curve",
            direction.offsets().stream()
                .map(k -> Places.chunk(k) + (k == 0 ? "" : "\n" + Places.part(k, n)))
                .toList(),
            ModelColours.lines(
                drawn.stream().map(Direction::curves).toList(),
                List.of(Ridge.NAME, LearnedAverage.NAME)));
    return Optional.of(
        new Chart(
            "direction",
            "Direction: which chunk is the prediction nearest to?",
            "Mean cosine of the prediction with the chunks around it; shaded: the context it was"
                + " made from; dashes: the target. What predicts with least squared error predicts"
                + " an average of what may come, which is expected to be nearer its inputs than"
                + " its target: compare with the grey curve of the closed-form optimum, not with"
                + " a peak at the target.",
            plot.draw(
                "direction",
                "Cosine of the prediction with each chunk around the target, with intervals.",
                1,
                n,
                direction.target(),
                "chunk (t is the newest of the context)"),
            Optional.of(DiagnosisTables.directions(drawn))));
  }
}
